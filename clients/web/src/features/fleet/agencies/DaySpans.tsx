import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../ui/useFormat.ts';
import { type Span, weekdayName } from './week.ts';

type Props = { weekday: number; spans: readonly Span[]; manages: boolean; wrong: boolean; onSpans: (spans: readonly Span[]) => void };

/** One weekday: closed, or open once or more. */
export function DaySpans({ weekday, spans, manages, wrong, onSpans }: Props) {
  const { t } = useTranslation();
  const { locale } = useFormat();
  const note = useId();
  const day = weekdayName(weekday, locale);
  const typed = (index: number, change: Partial<Span>) => {
    onSpans(spans.map((span, at) => (at === index ? { ...span, ...change } : span)));
  };
  const last = spans.at(-1);
  return (
    <fieldset className="day">
      <legend>{day}</legend>
      <div className="spans">
        {spans.length === 0 && <span className="muted">{t('fleet.week.closed')}</span>}
        {spans.map((span, index) => (
          <div className="span" key={index}>
            {(['opens', 'closes'] as const).map((end) => (
              <input
                key={end}
                type="time"
                className="input"
                readOnly={!manages}
                aria-label={t(`fleet.week.${end}`, { day })}
                aria-invalid={wrong ? true : undefined}
                aria-describedby={wrong ? note : undefined}
                value={span[end]}
                onChange={({ target }) => {
                  typed(index, { [end]: target.value });
                }}
              />
            ))}
            {manages && (
              <button
                type="button"
                className="link"
                aria-label={t('fleet.week.removeFrom', { day })}
                onClick={() => {
                  onSpans(spans.filter((_, at) => at !== index));
                }}
              >
                {t('shell.remove')}
              </button>
            )}
          </div>
        ))}
        {wrong && (
          <span className="error" id={note}>
            {t('fleet.week.wrong')}
          </span>
        )}
      </div>
      {manages && (
        <button
          type="button"
          className="link"
          aria-label={t('fleet.week.addTo', { day })}
          onClick={() => {
            onSpans([...spans, { weekday, opens: last?.closes ?? '08:00', closes: last ? '' : '20:00' }]);
          }}
        >
          {t('fleet.week.add')}
        </button>
      )}
    </fieldset>
  );
}
