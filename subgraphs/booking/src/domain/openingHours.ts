export interface OpeningHours {
  /** 1 Monday … 7 Sunday. */
  weekday: number;
  opens: string;
  closes: string;
}

/** A date that keeps other hours than its weekday; closed all day where both are null. */
export interface OpeningException {
  date: string;
  opens: string | null;
  closes: string | null;
}

/** When the desk is open: by weekday, unless the date has hours of its own. */
export interface Opening {
  openingHours: readonly OpeningHours[];
  exceptions: readonly OpeningException[];
}

const weekdayOf = (local: string): number => ((new Date(`${local.slice(0, 10)}T00:00Z`).getUTCDay() + 6) % 7) + 1;

/** The hours of the day of a wall clock reading, none when closed all day. */
function hoursOf({ openingHours, exceptions }: Opening, local: string): { opens: string; closes: string }[] {
  const own = exceptions.filter(({ date }) => date === local.slice(0, 10));
  if (own.length > 0) return own.flatMap(({ opens, closes }) => (opens !== null && closes !== null ? [{ opens, closes }] : []));
  const weekday = weekdayOf(local);
  return openingHours.filter((each) => each.weekday === weekday);
}

/** Whether the desk is open at a wall clock reading; closing time is still open. */
export function isOpen(opening: Opening, local: string): boolean {
  const time = local.slice(11, 16);
  return hoursOf(opening, local).some(({ opens, closes }) => opens <= time && time <= closes);
}

/** That day's hours in words of figures, e.g. "06:00-23:30"; "-" when closed all day. */
export const hoursOn = (opening: Opening, local: string): string =>
  hoursOf(opening, local)
    .map(({ opens, closes }) => `${opens}-${closes}`)
    .join(', ') || '-';
