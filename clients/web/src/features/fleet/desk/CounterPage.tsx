import { useTranslation } from 'react-i18next';
import { Empty } from '../../../ui/Empty.tsx';
import { PageTitle } from '../../../ui/PageTitle.tsx';
import { useAgency } from '../../search/useAgency.ts';
import { ToApprove } from '../../settlements/ToApprove.tsx';
import { AgencyChoice } from '../AgencyChoice.tsx';
import { wallClockNow } from '../units/wallClockNow.ts';
import { BookingFinder } from './BookingFinder.tsx';
import './desk.css';
import { DeskList } from './DeskList.tsx';

/** As it stands in the address. */
export type CounterSearch = { agency?: string | undefined };

type Props = { search: CounterSearch; manager: boolean; onSearch: (search: CounterSearch) => void; onFound: (reference: string) => void };

/** Where an agent begins: the booking that somebody stands there with, or whom the agency awaits today. */
export function CounterPage({ search, manager, onSearch, onFound }: Props) {
  const { t } = useTranslation();
  const agency = useAgency(search.agency);
  const today = wallClockNow(agency?.timeZone).slice(0, 10);
  return (
    <>
      <PageTitle title={t('fleet.counter.title')}>{t('fleet.counter.title')}</PageTitle>
      <div className="counter-start">
        <BookingFinder onFound={onFound} />
        <AgencyChoice
          label={t('fleet.counter.agency')}
          code={search.agency}
          onCode={(code) => {
            onSearch({ agency: code });
          }}
        />
      </div>
      {manager && <ToApprove />}
      {!search.agency && <Empty title={t('fleet.counter.chooseTitle')} text={t('fleet.counter.choose')} />}
      {agency && (
        <div className="counter-lists" key={agency.code}>
          <DeskList id="leaving" agency={agency} state="CONFIRMED" day={today} />
          <DeskList id="out" agency={agency} state="IN_PROGRESS" day={null} />
        </div>
      )}
    </>
  );
}
