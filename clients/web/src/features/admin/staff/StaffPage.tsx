import { StaffDocument } from '@ycyw/core/generated/graphql';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Bones } from '../../../ui/Bones.tsx';
import { Button } from '../../../ui/Button.tsx';
import { PageTitle } from '../../../ui/PageTitle.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { PersonFinder } from './PersonFinder.tsx';
import { PersonRow } from './PersonRow.tsx';
import './staff.css';

const pageSize = 20;

/** Who works for us, and where; whoever is found by address may be given a role. */
export function StaffPage({ viewerId }: { viewerId: string }) {
  const { t } = useTranslation();
  const [first, setFirst] = useState(pageSize);
  const [{ data, error, fetching }, again] = useQuery({
    query: StaffDocument,
    variables: { first, after: null },
    requestPolicy: 'cache-and-network',
  });
  const staff = data?.staff;
  return (
    <>
      <PageTitle title={t('own.staff')}>{t('own.staff')}</PageTitle>
      <p className="lead">{t('staff.lead')}</p>
      <PersonFinder viewerId={viewerId} />
      <section className="stack" aria-labelledby="staff">
        <h2 id="staff">{staff ? t('staff.count', { count: staff.totalCount }) : t('staff.list')}</h2>
        {!staff && fetching && <Bones widths={['100%', '100%', '100%']} height={64} />}
        {error && !staff && <Problem failure={error} onRetry={again} />}
        {staff && (
          <ul className="rows">
            {staff.edges.map(({ node }) => (
              <PersonRow key={node.id} person={node} own={node.id === viewerId} />
            ))}
          </ul>
        )}
        {staff?.pageInfo.hasNextPage && first < 100 && (
          <Button
            tone="quiet"
            compact
            busy={fetching && t('shell.loading')}
            onClick={() => {
              setFirst(Math.min(100, first + pageSize));
            }}
          >
            {t('staff.more')}
          </Button>
        )}
      </section>
    </>
  );
}
