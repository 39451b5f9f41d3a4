import { getLocalTimeZone, parseDate, today } from '@internationalized/date';
import { useState } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { CalendarCell, CalendarGrid, Heading, RangeCalendar } from 'react-aria-components/RangeCalendar';
import { useTranslation } from 'react-i18next';
import { Button } from './Button.tsx';
import { ChoiceField } from './Field.tsx';
import { useFormat } from './useFormat.ts';
import './calendar.css';

type Period = { start: string; end: string };

const times = Array.from({ length: 48 }, (_, half) => `${String(Math.floor(half / 2)).padStart(2, '0')}:${half % 2 ? '30' : '00'}`);

export function PeriodDialog({ start, end, onChange, onDone }: Period & { onChange: (period: Period) => void; onDone: () => void }) {
  const { t } = useTranslation();
  const { locale } = useFormat();
  const [wide] = useState(() => matchMedia('(min-width: 760px)').matches);
  const [startDate = '', startTime = ''] = start.split('T');
  const [endDate = '', endTime = ''] = end.split('T');
  const timesWith = (time: string) => (times.includes(time) ? times : [...times, time].sort());

  return (
    <div className="calendar">
      <I18nProvider locale={locale}>
        <RangeCalendar
          autoFocus
          aria-label={t('search.pickDates')}
          value={{ start: parseDate(startDate), end: parseDate(endDate) }}
          minValue={today(getLocalTimeZone())}
          visibleDuration={{ months: wide ? 2 : 1 }}
          firstDayOfWeek="mon"
          onChange={(range) => {
            onChange({ start: `${range.start.toString()}T${startTime}`, end: `${range.end.toString()}T${endTime}` });
          }}
        >
          <header>
            <AriaButton slot="previous" aria-label={t('search.previousMonth')}>
              ←
            </AriaButton>
            <Heading />
            <AriaButton slot="next" aria-label={t('search.nextMonth')}>
              →
            </AriaButton>
          </header>
          <div className="months">
            <CalendarGrid weekdayStyle="short">{(date) => <CalendarCell date={date} />}</CalendarGrid>
            {wide && (
              <CalendarGrid weekdayStyle="short" offset={{ months: 1 }}>
                {(date) => <CalendarCell date={date} />}
              </CalendarGrid>
            )}
          </div>
        </RangeCalendar>
      </I18nProvider>
      <div className="times">
        <ChoiceField
          label={t('search.pickUpTime')}
          value={startTime}
          onText={(time) => {
            onChange({ start: `${startDate}T${time}`, end });
          }}
        >
          {timesWith(startTime).map((time) => (
            <option key={time}>{time}</option>
          ))}
        </ChoiceField>
        <ChoiceField
          label={t('search.dropOffTime')}
          value={endTime}
          onText={(time) => {
            onChange({ start, end: `${endDate}T${time}` });
          }}
        >
          {timesWith(endTime).map((time) => (
            <option key={time}>{time}</option>
          ))}
        </ChoiceField>
        <Button wide onClick={onDone}>
          {t('search.datesDone')}
        </Button>
      </div>
    </div>
  );
}
