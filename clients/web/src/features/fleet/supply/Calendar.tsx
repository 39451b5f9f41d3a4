import { type AgencyPlaceFragment, AvailabilityDocument } from '@ycyw/core/generated/fleet/graphql';
import { readRefusal } from '@ycyw/core/refusal';
import { type SupplyDay, supplyDays } from '@ycyw/core/supplyDays';
import { addDays, calendarDate, formatWallClock } from '@ycyw/core/time';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Bones } from '../../../ui/Bones.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Empty } from '../../../ui/Empty.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { useFormat } from '../../../ui/useFormat.ts';
import { weekdayName, weekdays } from '../agencies/week.ts';
import { Allowance } from './Allowance.tsx';

type Props = { agency: AgencyPlaceFragment; acriss: string; from: string | undefined; manages: boolean; onFrom: (from: string) => void };

const weeks = 4;
const days = weeks * 7;

/** The Monday on or before a LocalDate. */
const mondayOf = (date: string): string => addDays(date, -((new Date(`${date}T00:00Z`).getUTCDay() + 6) % 7));

/** Four weeks, each day as it stands at its worst. */
export function Calendar({ agency, acriss, from, manages, onFrom }: Props) {
  const { t } = useTranslation();
  const { language } = useFormat();
  const [now] = useState(() => new Date().toISOString());
  const today = calendarDate(now, agency.timeZone);
  const first = mondayOf(from && /^\d{4}-\d\d-\d\d$/.test(from) ? from : today);
  const [{ data, error, fetching }, again] = useQuery({
    query: AvailabilityDocument,
    variables: { agency: agency.code, acriss, from: first, to: addDays(first, days - 1) },
    requestPolicy: 'cache-and-network',
  });
  const steps = data?.availability;
  if (error && !steps) {
    if (readRefusal(error).code === 'NOT_FOUND') return <Notice tone="warn">{t('fleet.notYours')}</Notice>;
    return <Problem failure={error} onRetry={again} />;
  }
  if (!steps) return fetching ? <Bones widths={['100%', '100%', '100%', '100%']} height={64} /> : null;
  if (steps.length === 0) return <Empty title={t('fleet.supply.neverTitle')} text={t('fleet.supply.never', { code: acriss })} />;
  const shown = supplyDays(steps, { first, days, timeZone: agency.timeZone, now });
  const period = [first, addDays(first, days - 1)].map((date) => formatWallClock(`${date}T00:00`, language, 'dated'));
  return (
    <section className="stack" aria-labelledby="calendar">
      <div className="head">
        <h2 id="calendar">
          {period[0]} – {period[1]}
        </h2>
        <div className="row">
          {[-1, 1].map((way) => (
            <Button
              key={way}
              tone="quiet"
              compact
              busy={fetching && t('shell.loading')}
              onClick={() => {
                onFrom(addDays(first, way * days));
              }}
            >
              {t(way < 0 ? 'fleet.supply.earlier' : 'fleet.supply.later')}
            </Button>
          ))}
        </div>
      </div>
      {error && <Problem failure={error} onRetry={again} />}
      <Weeks days={shown} today={today} />
      <p className="small muted">{t('fleet.supply.legend', { city: agency.city })}</p>
      {manages && shown.some(({ date }) => date >= today) && (
        <Allowance
          agency={agency.code}
          acriss={acriss}
          now={steps.at(-1)?.allowance ?? 0}
          onSet={() => {
            again({ requestPolicy: 'network-only' });
          }}
        />
      )}
    </section>
  );
}

function Weeks({ days: shown, today }: { days: readonly SupplyDay[]; today: string }) {
  const { t } = useTranslation();
  const { locale } = useFormat();
  return (
    <table className="supply">
      <caption className="hidden">{t('fleet.supply.caption')}</caption>
      <thead>
        <tr>
          {weekdays.map((weekday) => {
            const name = weekdayName(weekday, locale);
            return (
              <th key={weekday} scope="col" abbr={name}>
                {name.slice(0, 3)}
              </th>
            );
          })}
        </tr>
      </thead>
      <tbody>
        {Array.from({ length: weeks }, (_, week) => (
          <tr key={week}>
            {shown.slice(week * 7, week * 7 + 7).map((day) => (
              <Day key={day.date} day={day} past={day.date < today} now={day.date === today} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Day({ day, past, now }: { day: SupplyDay; past: boolean; now: boolean }) {
  const { t } = useTranslation();
  const { language } = useFormat();
  const { date, free, sold, supply, allowance } = day;
  const tone = past ? 'past' : free < 0 ? 'over' : free === 0 ? 'full' : '';
  const room = supply + allowance;
  return (
    <td className={tone} aria-current={now ? 'date' : undefined}>
      <time dateTime={date}>{formatWallClock(`${date}T00:00`, language, 'date').replace(/^\S+ /, '')}</time>
      <b>
        {free}
        <span className="hidden"> {t('fleet.supply.free')}</span>
      </b>
      <small>
        {t('fleet.supply.soldOf', { sold, supply })}
        {allowance > 0 && ` +${String(allowance)}`}
      </small>
      <i aria-hidden="true" style={{ width: `${String(room > 0 ? Math.min(100, Math.round((sold / room) * 100)) : 0)}%` }} />
    </td>
  );
}
