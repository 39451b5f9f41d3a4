export type Span = { weekday: number; opens: string; closes: string };

export const weekdays = [1, 2, 3, 4, 5, 6, 7];

/** Spans as they are typed: 24:00, which time fields do not take, is 00:00 there. */
export const typedSpan = ({ weekday, opens, closes }: Span): Span => ({
  weekday,
  opens: opens.slice(0, 5),
  closes: closes.startsWith('24:00') ? '00:00' : closes.slice(0, 5),
});

/** A day that closes at midnight closes at its own end. */
export const closing = (typed: string): string => (typed === '00:00' ? '24:00' : typed);

export const keptSpan = ({ weekday, opens, closes }: Span): Span => ({ weekday, opens, closes: closing(closes) });

/** Spans of one day that cannot be: unfinished, ending before they begin, or across another. */
export function isSound(spans: readonly Span[]): boolean {
  const day = spans.map(keptSpan).sort((one, other) => one.opens.localeCompare(other.opens));
  return day.every(({ opens, closes }, index) => {
    const before = day[index - 1];
    return opens !== '' && closes !== '' && opens < closes && (!before || before.closes <= opens);
  });
}

/** 1 Monday … 7 Sunday, in words. */
export const weekdayName = (weekday: number, locale: string): string =>
  new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' }).format(new Date(Date.UTC(2026, 5, weekday)));
