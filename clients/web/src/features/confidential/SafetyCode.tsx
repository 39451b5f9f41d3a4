import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Confidential } from './useConfidential.ts';
import './confidential.css';

type Props = { confidential: Confidential; of: { userId: string; deviceId: string }; name: string };

/** The code that both screens show alike where nobody stands between. */
export function SafetyCode({ confidential: { codeWith }, of: { userId, deviceId }, name }: Props) {
  const { t } = useTranslation();
  const [code, setCode] = useState<string[] | null>();
  useEffect(() => {
    let over = false;
    codeWith({ userId, deviceId }).then(
      (found) => {
        if (!over) setCode(found);
      },
      () => {
        if (!over) setCode(null);
      },
    );
    return () => {
      over = true;
    };
  }, [codeWith, userId, deviceId]);
  return (
    <div className="stack">
      <p className="small">{t('confidential.codeNote', { name })}</p>
      {code === undefined && <p className="muted">{t('confidential.codeWaiting')}</p>}
      {code === null && <p role="alert">{t('confidential.codeMissing')}</p>}
      {code && (
        <p className="safety-code" aria-label={t('confidential.code')}>
          {code.map((group, index) => (
            <span key={index}>{group}</span>
          ))}
        </p>
      )}
    </div>
  );
}
