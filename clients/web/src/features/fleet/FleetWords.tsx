import { addFleetMessages, hasFleetMessages } from '@ycyw/core/messages';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { useFormat } from '../../ui/useFormat.ts';

/** The console's words come with its first page; until then `waiting` stands there. */
export function FleetWords({ waiting, children }: { waiting: ReactNode; children: ReactNode }) {
  const { t, i18n } = useTranslation();
  const { language } = useFormat();
  const [failed, setFailed] = useState(false);
  const [come, setCome] = useState(0);
  const here = hasFleetMessages(i18n, language);
  useEffect(() => {
    if (here || failed) return;
    addFleetMessages(i18n, language).then(
      () => {
        setCome((times) => times + 1);
      },
      () => {
        setFailed(true);
      },
    );
  }, [here, failed, i18n, language, come]);
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
