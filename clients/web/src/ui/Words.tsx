import { addMessages, hasMessages, type MessagePart } from '@ycyw/core/messages';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './Button.tsx';
import { Notice } from './Notice.tsx';
import { useFormat } from './useFormat.ts';

/** The words of a part of the app come with its first page; until then `waiting` stands there. */
export function Words({ of, waiting, children }: { of: MessagePart; waiting: ReactNode; children: ReactNode }) {
  const { t, i18n } = useTranslation();
  const { language } = useFormat();
  const [failed, setFailed] = useState(false);
  const [come, setCome] = useState(0);
  const here = hasMessages(i18n, of, language);
  useEffect(() => {
    if (here || failed) return;
    addMessages(i18n, of, language).then(
      () => {
        setCome((times) => times + 1);
      },
      () => {
        setFailed(true);
      },
    );
  }, [here, failed, i18n, of, language, come]);
  if (here) return children;
  if (!failed) return waiting;
  return (
    <div className="wrap page">
      <Notice tone="bad" title={t('problem.offlineTitle')}>
        <p>{t('problem.offline')}</p>
        <Button
          tone="quiet"
          compact
          onClick={() => {
            setFailed(false);
          }}
        >
          {t('problem.retry')}
        </Button>
      </Notice>
    </div>
  );
}
