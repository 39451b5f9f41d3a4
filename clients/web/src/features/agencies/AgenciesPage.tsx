import { Link } from '@tanstack/react-router';
import { AgencyListDocument, type AgencyListQuery } from '@ycyw/core/generated/graphql';
import { useDeferredValue, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Bones } from '../../ui/Bones.tsx';
import { Button } from '../../ui/Button.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { TextField } from '../../ui/Field.tsx';
import { PageTitle } from '../../ui/PageTitle.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useFormat } from '../../ui/useFormat.ts';
import './agencies.css';

type Agency = AgencyListQuery['agencies']['edges'][number]['node'];
type Props = { text: string; onText: (text: string) => void };

const pageSize = 24;

export function AgenciesPage({ text, onText }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => {
      onText(typed.trim());
    }, 250);
    return () => {
      clearTimeout(timer);
    };
  }, [typed, onText]);
  return (
    <div className="wrap page agencies">
      <PageTitle title={t('agencies.title')}>{t('agencies.title')}</PageTitle>
      <p className="lead">{t('agencies.lead')}</p>
      <div className="finder" role="search">
        <TextField label={t('agencies.search')} type="search" value={typed} placeholder={t('search.agencyPlaceholder')} onText={setTyped} />
      </div>
      <List key={text} text={useDeferredValue(text)} />
    </div>
  );
}

function List({ text }: { text: string }) {
  const { t } = useTranslation();
  const [cursors, setCursors] = useState<(string | null)[]>([null]);
  return cursors.map((after, index) => (
    <Page
      key={after}
      text={text}
      after={after}
      onMore={
        index === cursors.length - 1
          ? (next) => {
              setCursors([...cursors, next]);
            }
          : undefined
      }
      label={t('agencies.more')}
    />
  ));
}

type PageProps = { text: string; after: string | null; label: string; onMore: ((cursor: string) => void) | undefined };

function Page({ text, after, label, onMore }: PageProps) {
  const { t } = useTranslation();
  const [{ data, error, fetching }, again] = useQuery({
    query: AgencyListDocument,
    variables: { text: text || null, first: pageSize, after },
  });
  const list = useRef<HTMLUListElement>(null);
  const arrived = after !== null && data !== undefined;
  useEffect(() => {
    // The button that asked for more is gone.
    if (arrived) list.current?.querySelector('a')?.focus();
  }, [arrived]);
  if (error) return <Problem failure={error} onRetry={again} />;
  if (!data) return fetching ? <Bones widths={['100%', '100%', '100%', '100%']} height={64} /> : null;
  const { edges, pageInfo, totalCount } = data.agencies;
  if (totalCount === 0) return <Empty title={t('agencies.emptyTitle')} text={t('agencies.empty')} />;
  const next = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  return (
    <>
      {after === null && (
        <p className="muted small" role="status">
          {t('agencies.count', { count: totalCount })}
        </p>
      )}
      <ul ref={list} className="places">
        {edges.map(({ node }) => (
          <Place key={node.id} agency={node} />
        ))}
      </ul>
      {next && onMore && (
        <Button
          tone="quiet"
          onClick={() => {
            onMore(next);
          }}
        >
          {label}
        </Button>
      )}
    </>
  );
}

/** 1 Monday … 7 Sunday, on the agency's own calendar. */
function weekdayIn(timeZone: string): number {
  const name = new Intl.DateTimeFormat('en', { weekday: 'short', timeZone }).format(new Date());
  return ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(name) + 1;
}

function Place({ agency }: { agency: Agency }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { country } = format;
  const today = agency.openingHours.filter(({ weekday }) => weekday === weekdayIn(agency.timeZone));
  return (
    <li>
      <kbd>{agency.code}</kbd>
      <span>
        <strong>{agency.name}</strong>
        <span className="muted small">
          {agency.city}, {country(agency.country)}
        </span>
        <span className="muted small">
          {today.length > 0
            ? today.map(({ opens, closes }) => t('agencies.today', { opens: opens.slice(0, 5), closes: closes.slice(0, 5) })).join(', ')
            : t('agencies.closedToday')}
        </span>
      </span>
      {agency.rating?.average && (
        <Link className="link rated" to="/agencies/$code" params={{ code: agency.code }}>
          <span aria-hidden="true">
            ★ {t('results.rated', { average: format.decimal(agency.rating.average), count: agency.rating.count })}
          </span>
          <span className="hidden">
            {t('results.ratedLabel', { average: format.decimal(agency.rating.average), count: agency.rating.count })} {agency.name}
          </span>
        </Link>
      )}
      <Link className="btn quiet compact" to="/" search={{ from: agency.code }}>
        {t('agencies.rentHere')}
        <span className="hidden"> {agency.name}</span>
      </Link>
    </li>
  );
}
