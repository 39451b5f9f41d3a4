import { Link } from '@tanstack/react-router';
import { ManagedAgenciesDocument } from '@ycyw/core/generated/fleet/graphql';
import type { Role } from '@ycyw/core/generated/graphql';
import { useDeferredValue, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Bones } from '../../../ui/Bones.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Empty } from '../../../ui/Empty.tsx';
import { TextField } from '../../../ui/Field.tsx';
import { PageTitle } from '../../../ui/PageTitle.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { useFormat } from '../../../ui/useFormat.ts';
import { PageTurn, usePages } from '../PageTurn.tsx';
import { AddAgency } from './AddAgency.tsx';
import './agencies.css';

type Props = { role: Role; text: string; onText: (text: string) => void };

const pageSize = 30;

/** Every agency can be looked at; who may change which the fleet says. */
export function AgenciesPage({ role, text, onText }: Props) {
  const { t } = useTranslation();
  const [adding, setAdding] = useState(false);
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
    <>
      <div className="head">
        <PageTitle title={t('fleet.agencies')}>{t('fleet.agencies')}</PageTitle>
        {role === 'ADMIN' && !adding && (
          <Button
            tone="quiet"
            compact
            onClick={() => {
              setAdding(true);
            }}
          >
            {t('fleet.newAgency.open')}
          </Button>
        )}
      </div>
      {adding && (
        <AddAgency
          onLeave={() => {
            setAdding(false);
          }}
        />
      )}
      <div className="filters one" role="search">
        <TextField label={t('agencies.search')} type="search" value={typed} placeholder={t('search.agencyPlaceholder')} onText={setTyped} />
      </div>
      <List key={text} text={useDeferredValue(text)} />
    </>
  );
}

function List({ text }: { text: string }) {
  const { t } = useTranslation();
  const { country } = useFormat();
  const pages = usePages();
  const [{ data, error, fetching }, again] = useQuery({
    query: ManagedAgenciesDocument,
    variables: { text: text || null, first: pageSize, after: pages.after },
  });
  if (error) return <Problem failure={error} onRetry={again} />;
  if (!data) return fetching ? <Bones widths={['100%', '100%', '100%', '100%']} height={56} /> : null;
  const { edges, pageInfo, totalCount } = data.agencies;
  if (totalCount === 0)
    return (
      <Empty title={t('agencies.emptyTitle')} text={t('agencies.empty')}>
        {/^[a-z\d]{3,4}$/i.test(text) && (
          // One that is closed down is on no list.
          <Link className="btn quiet" to="/fleet/agencies/$code" params={{ code: text.toUpperCase() }}>
            {t('fleet.byCode', { code: text.toUpperCase() })}
          </Link>
        )}
      </Empty>
    );
  return (
    <>
      <p className="muted small" role="status">
        {t('agencies.count', { count: totalCount })}
      </p>
      <ul className="fleet-places">
        {edges.map(({ node }) => (
          <li key={node.id}>
            <Link to="/fleet/agencies/$code" params={{ code: node.code }}>
              <kbd>{node.code}</kbd>
              <strong>{node.name}</strong>
              <span className="muted small">
                {node.city}, {country(node.country)}
              </span>
            </Link>
          </li>
        ))}
      </ul>
      <PageTurn pages={pages} info={pageInfo} busy={fetching} />
    </>
  );
}
