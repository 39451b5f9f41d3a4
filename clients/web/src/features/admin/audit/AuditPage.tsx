import { AuditTrailDocument, type AuditTrailQuery } from '@ycyw/core/generated/graphql';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Bones } from '../../../ui/Bones.tsx';
import { Button } from '../../../ui/Button.tsx';
import { PageTitle } from '../../../ui/PageTitle.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { useFormat } from '../../../ui/useFormat.ts';
import './audit.css';
import { AuditFilters } from './AuditFilters.tsx';
import { auditFilter, type AuditSearch } from './auditSearch.ts';
import { ChainCheck } from './ChainCheck.tsx';

type Entry = AuditTrailQuery['auditTrail']['edges'][number]['node'];
type Props = { search: AuditSearch; onSearch: (search: AuditSearch) => void };

const pageSize = 50;

/** Who did what to whom, newest first. */
export function AuditPage({ search, onSearch }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <PageTitle title={t('own.audit')}>{t('own.audit')}</PageTitle>
      <p className="lead">{t('audit.lead')}</p>
      <ChainCheck />
      <AuditFilters search={search} onSearch={onSearch} />
      <Trail key={JSON.stringify(search)} search={search} onSearch={onSearch} />
    </>
  );
}

function Trail({ search, onSearch }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const [cursors, setCursors] = useState<readonly (string | null)[]>([null]);
  const [filter] = useState(() => auditFilter(search));
  const after = cursors.at(-1) ?? null;
  const [{ data, error, fetching }, again] = useQuery({
    query: AuditTrailDocument,
    variables: { filter, first: pageSize, after },
    requestPolicy: 'cache-and-network',
  });
  const trail = data?.auditTrail;
  const next = trail?.pageInfo.hasNextPage ? trail.pageInfo.endCursor : null;
  return (
    <>
      {!trail && fetching && <Bones widths={['100%', '100%', '100%', '100%']} height={56} />}
      {error && !trail && <Problem failure={error} onRetry={again} />}
      {trail && (
        <>
          <p className="muted" role="status">
            {trail.totalCount === 0
              ? t('audit.none')
              : t('audit.count', { count: trail.totalCount, number: format.number(trail.totalCount) })}
          </p>
          <ol className="entries" hidden={trail.edges.length === 0}>
            {trail.edges.map(({ node }) => (
              <AuditRow key={node.position} entry={node} onSearch={onSearch} />
            ))}
          </ol>
          <div className="row">
            {cursors.length > 1 && (
              <Button
                tone="quiet"
                compact
                onClick={() => {
                  setCursors(cursors.slice(0, -1));
                }}
              >
                {t('audit.newer')}
              </Button>
            )}
            {next && (
              <Button
                tone="quiet"
                compact
                busy={fetching && t('shell.loading')}
                onClick={() => {
                  setCursors([...cursors, next]);
                }}
              >
                {t('audit.older')}
              </Button>
            )}
          </div>
        </>
      )}
    </>
  );
}

function AuditRow({ entry, onSearch }: { entry: Entry; onSearch: Props['onSearch'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { position, at, actor, actorId, actorRole, action, subjectKind, subjectId, detail, region, hash } = entry;
  const who = actor?.displayName ?? (actorId ? t('audit.gone') : t('audit.system'));
  return (
    <li>
      <span className="facts">
        <strong>{action}</strong>
        <span className="small">
          {actorId ? (
            <button
              type="button"
              className="filter"
              aria-label={t('audit.onlyActor', { name: who })}
              onClick={() => {
                onSearch({ actor: actorId });
              }}
            >
              {who}
            </button>
          ) : (
            who
          )}
          {actorRole && <span className="muted"> · {actorRole}</span>}
          {subjectKind && <span className="muted"> → {subjectKind}</span>}{' '}
          {subjectId && (
            <button
              type="button"
              className="filter"
              aria-label={t('audit.onlySubject', { id: subjectId })}
              onClick={() => {
                onSearch({ subject: subjectId });
              }}
            >
              <code>{subjectId}</code>
            </button>
          )}
        </span>
        {detail && detail !== '{}' && <code className="small">{detail}</code>}
      </span>
      <span className="end small muted">
        <time dateTime={at}>{format.instant(at, 'stamp')}</time>
        <span>
          #{position} · {region}
        </span>
        <code title={hash}>{hash.slice(0, 12)}</code>
      </span>
    </li>
  );
}
