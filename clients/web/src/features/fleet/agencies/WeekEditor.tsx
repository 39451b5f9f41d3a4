import { ChangeAgencyDocument, type ManagedAgencyPartsFragment } from '@ycyw/core/generated/fleet/graphql';
import { type SyntheticEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../../ui/Button.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { DaySpans } from './DaySpans.tsx';
import { isSound, keptSpan, type Span, typedSpan, weekdays } from './week.ts';

type Props = { agency: ManagedAgencyPartsFragment; manages: boolean };

/** The week as the agency keeps it, on its own wall clock; saved as a whole. */
export function WeekEditor({ agency, manages }: Props) {
  const { t } = useTranslation();
  const [{ data, error, fetching }, change] = useMutation(ChangeAgencyDocument);
  const [spans, setSpans] = useState<readonly Span[]>(() => agency.openingHours.map(typedSpan));
  const [tried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const of = (weekday: number) => spans.filter((span) => span.weekday === weekday);
  const unsound = weekdays.filter((weekday) => !isSound(of(weekday)));
  const send = (event: SyntheticEvent) => {
    event.preventDefault();
    setTried(unsound.length > 0);
    if (unsound.length === 0) void change({ code: agency.code, input: { openingHours: spans.map(keptSpan) } });
    else requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus());
  };
  return (
    <section className="sheet stack" aria-labelledby="week">
      <h2 id="week">{t('fleet.week.title')}</h2>
      <p className="small muted">{t('fleet.week.about', { city: agency.city })}</p>
      <form ref={form} noValidate className="stack" aria-labelledby="week" onSubmit={send}>
        <div className="week">
          {weekdays.map((weekday) => (
            <DaySpans
              key={weekday}
              weekday={weekday}
              spans={of(weekday)}
              manages={manages}
              wrong={tried && unsound.includes(weekday)}
              onSpans={(next) => {
                setSpans([...spans.filter((span) => span.weekday !== weekday), ...next]);
              }}
            />
          ))}
        </div>
        {error && <Problem failure={error} hint={t('fleet.notYours')} />}
        {manages && (
          <div className="row">
            <Button type="submit" compact busy={fetching && t('shell.saving')}>
              {t('fleet.week.save')}
            </Button>
            <span role="status" className="saved">
              {data && !fetching && t('shell.saved')}
            </span>
          </div>
        )}
      </form>
    </section>
  );
}
