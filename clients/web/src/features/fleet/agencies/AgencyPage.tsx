import { Link } from '@tanstack/react-router';
import { ManagedAgencyDocument, type ManagedAgencyPartsFragment } from '@ycyw/core/generated/fleet/graphql';
import type { Role } from '@ycyw/core/generated/graphql';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Bones } from '../../../ui/Bones.tsx';
import { Empty } from '../../../ui/Empty.tsx';
import { PageTitle } from '../../../ui/PageTitle.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { useFormat } from '../../../ui/useFormat.ts';
import './agencies.css';
import { AgencyFacts } from './AgencyFacts.tsx';
import { Exceptions } from './Exceptions.tsx';
import { WeekEditor } from './WeekEditor.tsx';

export function AgencyPage({ code, role }: { code: string; role: Role }) {
  const { t } = useTranslation();
  const [{ data, error, fetching }, again] = useQuery({
    query: ManagedAgencyDocument,
    variables: { code },
    requestPolicy: 'cache-and-network',
  });
  if (data?.agency) return <Found agency={data.agency} role={role} />;
  return (
    <>
      {!fetching && !error ? (
        <Empty page title={t('agencies.emptyTitle')} text={t('agencies.empty')}>
          <Link className="btn quiet" to="/fleet/agencies">
            {t('fleet.agencies')}
          </Link>
        </Empty>
      ) : (
        <PageTitle title={code}>{code}</PageTitle>
      )}
      {fetching && <Bones widths={['40%', '80%', '70%', '60%']} height={22} />}
      {error && <Problem failure={error} onRetry={again} />}
    </>
  );
}

function Found({ agency, role }: { agency: ManagedAgencyPartsFragment; role: Role }) {
  const { t } = useTranslation();
  const { country } = useFormat();
  const manages = role !== 'AGENT';
  return (
    <>
      <div className="stack">
        <div className="row">
          <PageTitle title={agency.name}>{agency.name}</PageTitle>
          {!agency.active && <span className="tag bad">{t('fleet.place.inactive')}</span>}
        </div>
        <p className="lead">
          {agency.code} · {agency.city}, {country(agency.country)} · {agency.timeZone} · {agency.currency}
        </p>
        <div className="row">
          <Link className="btn quiet compact" to="/fleet" search={{ agency: agency.code }}>
            {t('fleet.place.units')}
          </Link>
          <Link className="btn quiet compact" to="/fleet/availability" search={{ agency: agency.code }}>
            {t('fleet.place.availability')}
          </Link>
        </div>
      </div>
      <div className="agency-columns">
        <WeekEditor agency={agency} manages={manages} />
        <div className="stack">
          <Exceptions agency={agency} manages={manages} />
          {manages && <AgencyFacts agency={agency} admin={role === 'ADMIN'} />}
        </div>
      </div>
    </>
  );
}
