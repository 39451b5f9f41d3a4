import { AuditCheckDocument, type AuditCheckQuery } from '@ycyw/core/generated/graphql';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type CombinedError, useClient } from 'urql';
import { Button } from '../../../ui/Button.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { useFormat } from '../../../ui/useFormat.ts';

/** Reads the whole trail, and says whether every link still holds. */
export function ChainCheck() {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useClient();
  const [busy, setBusy] = useState(false);
  const [verdict, setVerdict] = useState<AuditCheckQuery['auditCheck'] | null>(null);
  const [failure, setFailure] = useState<CombinedError | null>(null);
  const check = async () => {
    setBusy(true);
    const { data, error } = await client.query(AuditCheckDocument, {}, { requestPolicy: 'network-only' });
    setBusy(false);
    setVerdict(data?.auditCheck ?? null);
    setFailure(error ?? null);
  };
  return (
    <div className="stack">
      <div>
        <Button tone="quiet" compact busy={busy && t('audit.checking')} onClick={() => void check()}>
          {t('audit.check')}
        </Button>
      </div>
      {failure && <Problem failure={failure} />}
      {verdict?.intact === true && (
        <Notice tone="good" title={t('audit.intactTitle')}>
          {t('audit.intact', { count: verdict.entries, number: format.number(verdict.entries) })}
        </Notice>
      )}
      {verdict?.intact === false && (
        <Notice tone="bad" title={t('audit.brokenTitle')}>
          {t('audit.broken', { position: format.number(verdict.firstBroken ?? 0) })}
        </Notice>
      )}
    </div>
  );
}
