import { Link } from '@tanstack/react-router';
import { FleetImportDocument } from '@ycyw/core/generated/fleet/graphql';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Bones } from '../../../ui/Bones.tsx';
import { Empty } from '../../../ui/Empty.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { PageTitle } from '../../../ui/PageTitle.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { useFormat } from '../../../ui/useFormat.ts';
import { Counts } from './Counts.tsx';
import './imports.css';
import { ImportState } from './ImportState.tsx';
import { RefusedRows } from './RefusedRows.tsx';

export function ImportPage({ id }: { id: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [{ data, error, fetching }, again] = useQuery({
    query: FleetImportDocument,
    variables: { id },
    requestPolicy: 'cache-and-network',
  });
  const one = data?.fleetImport;
  const all = (
    <Link className="btn quiet compact" to="/fleet/imports">
      {t('fleet.import.all')}
    </Link>
  );
  if (!one && !fetching && !error)
    return (
      <Empty page title={t('fleet.import.goneTitle')} text={t('fleet.import.gone')}>
        {all}
      </Empty>
    );
  return (
    <>
      <div className="stack">
        <div className="row">
          <PageTitle title={one?.name ?? t('fleet.imports')} className="file-name">
            {one?.name ?? t('fleet.imports')}
          </PageTitle>
          {one && <ImportState state={one.state} />}
        </div>
        {one && (
          <p className="muted">
            {format.instant(one.startedAt, 'stamp')} ·{' '}
            {t('fleet.import.lines', { count: one.totalLines, number: format.number(one.totalLines) })}
          </p>
        )}
        {one && <Counts one={one} />}
        <div className="row">{all}</div>
      </div>
      {!one && fetching && <Bones widths={['40%', '60%', '100%']} height={22} />}
      {error && !one && <Problem failure={error} onRetry={again} />}
      {one?.state === 'RUNNING' && (
        <Notice tone="warn" title={t('fleet.import.stoppedTitle')}>
          {t('fleet.import.stopped', { line: format.number(one.nextLine), total: format.number(one.totalLines) })}
        </Notice>
      )}
      {one?.state === 'FAILED' && <Notice tone="warn">{t('fleet.import.overtaken')}</Notice>}
      {one && <RefusedRows id={one.id} name={one.name} count={one.refused} />}
    </>
  );
}
