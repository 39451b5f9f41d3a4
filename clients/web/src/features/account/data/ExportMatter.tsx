import {
  DataExportDocument,
  DataExportLinkDocument,
  type ExportPartsFragment,
  RequestDataExportDocument,
} from '@ycyw/core/generated/graphql';
import { readRefusal } from '@ycyw/core/refusal';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type CombinedError, useClient, useMutation, useQuery } from 'urql';
import { Button } from '../../../ui/Button.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { useFormat } from '../../../ui/useFormat.ts';
import { Matter } from '../Matter.tsx';
import { keptExport } from './keptExport.ts';
import { useEvery } from './useEvery.ts';

const pollEvery = 2_000;

type Props = { viewerId: string; /** From the link in the mail. */ exportId: string | undefined };

/** Everything held on the person, as one archive: asked for, waited for, fetched. */
export function ExportMatter({ viewerId, exportId }: Props) {
  const { t } = useTranslation();
  const [waited, setWaited] = useState(false);
  const [id, setId] = useState(() => exportId ?? keptExport.read(viewerId));
  const [{ data, error }, ask] = useQuery({
    query: DataExportDocument,
    variables: { id: id ?? '' },
    pause: !id,
    requestPolicy: 'network-only',
  });
  const [{ error: refused, fetching }, request] = useMutation(RequestDataExportDocument);
  const found = id ? data?.dataExport : undefined;
  const gone = error && readRefusal(error).code === 'NOT_FOUND';
  const underWay = Boolean(id) && !gone && found?.state !== 'DONE' && found?.state !== 'FAILED';
  useEvery(pollEvery, underWay, () => {
    ask({ requestPolicy: 'network-only' });
  });
  const start = async () => {
    const answer = await request({});
    if (!answer.data) return;
    keptExport.write(viewerId, answer.data.requestDataExport.id);
    setWaited(true);
    setId(answer.data.requestDataExport.id);
  };
  return (
    <Matter title={t('export.title')} about={t('export.about')}>
      {refused && <Problem failure={refused} />}
      {error && !gone && <Problem failure={error} />}
      {underWay && (
        <Notice title={t('export.underWayTitle')}>
          <p>{t('export.underWay')}</p>
          <progress aria-label={t('export.underWayTitle')} />
        </Notice>
      )}
      {found?.state === 'FAILED' && <Notice tone="bad">{t('export.failed')}</Notice>}
      {found?.state === 'DONE' && <Ready found={found} justNow={waited} />}
      {!underWay && (
        <Button tone="quiet" compact busy={fetching && t('shell.loading')} onClick={() => void start()}>
          {found?.state === 'DONE' ? t('export.again') : t('export.request')}
        </Button>
      )}
    </Matter>
  );
}

function Ready({ found: { id, expiresAt }, justNow }: { found: ExportPartsFragment; justNow: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useClient();
  const [fetching, setFetching] = useState(false);
  const [failure, setFailure] = useState<CombinedError>();
  const fetchArchive = async () => {
    setFetching(true);
    // An address is good for five minutes: a fresh one at every press.
    const { data, error } = await client.query(DataExportLinkDocument, { id }, { requestPolicy: 'network-only' });
    setFetching(false);
    setFailure(error);
    if (data?.dataExport?.url) location.assign(data.dataExport.url);
  };
  return (
    <Notice tone="good" title={t('export.readyTitle')} takesFocus={justNow}>
      <p>{expiresAt ? t('export.ready', { date: format.instant(expiresAt, 'stamp') }) : t('export.readyNow')}</p>
      {failure && <Problem failure={failure} />}
      <Button compact busy={fetching && t('shell.loading')} onClick={() => void fetchArchive()}>
        {t('export.download')}
      </Button>
    </Notice>
  );
}
