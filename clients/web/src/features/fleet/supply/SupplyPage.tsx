import type { Role } from '@ycyw/core/generated/graphql';
import { useTranslation } from 'react-i18next';
import { Empty } from '../../../ui/Empty.tsx';
import { PageTitle } from '../../../ui/PageTitle.tsx';
import { useAgency } from '../../search/useAgency.ts';
import { AgencyChoice } from '../AgencyChoice.tsx';
import { ClassChoice } from '../ClassChoice.tsx';
import { Calendar } from './Calendar.tsx';
import { Reaccommodations } from './Reaccommodations.tsx';
import './supply.css';

/** As it stands in the address; from is a LocalDate. */
export type SupplySearch = { agency?: string | undefined; acriss?: string | undefined; from?: string | undefined };
type Props = { role: Role; search: SupplySearch; onSearch: (search: SupplySearch) => void };

/** How a class stands at an agency in the weeks ahead, and who there waits for another car. */
export function SupplyPage({ role, search, onSearch }: Props) {
  const { t } = useTranslation();
  const agency = useAgency(search.agency);
  return (
    <>
      <div className="stack">
        <PageTitle title={t('fleet.availability')}>{t('fleet.availability')}</PageTitle>
        <p className="lead">{t('fleet.supply.lead')}</p>
      </div>
      <div className="filters two">
        <AgencyChoice
          label={t('fleet.agency')}
          none={t('fleet.choose')}
          code={search.agency}
          onCode={(code) => {
            onSearch({ ...search, agency: code });
          }}
        />
        <ClassChoice
          label={t('fleet.class')}
          code={search.acriss ?? ''}
          onCode={(acriss) => {
            onSearch({ ...search, acriss: acriss || undefined });
          }}
        />
      </div>
      {(!search.agency || !search.acriss) && <Empty title={t('fleet.supply.chooseTitle')} text={t('fleet.supply.choose')} />}
      {agency && search.acriss && (
        <Calendar
          key={`${agency.code} ${search.acriss}`}
          agency={agency}
          acriss={search.acriss}
          from={search.from}
          manages={role !== 'AGENT'}
          onFrom={(from) => {
            onSearch({ ...search, from });
          }}
        />
      )}
      {agency && <Reaccommodations key={agency.code} agency={agency} />}
    </>
  );
}
