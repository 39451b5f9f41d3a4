export interface OpeningHours {
  /** 1 Monday … 7 Sunday. */
  weekday: number;
  opens: string;
  closes: string;
}

const weekdayOf = (local: string): number => ((new Date(`${local.slice(0, 10)}T00:00Z`).getUTCDay() + 6) % 7) + 1;

/** Whether the desk is open at a wall clock reading; closing time is still open. */
export function isOpen(hours: readonly OpeningHours[], local: string): boolean {
  const time = local.slice(11, 16);
  return hours.some((each) => each.weekday === weekdayOf(local) && each.opens <= time && time <= each.closes);
}

/** That day's hours in words of figures, e.g. "06:00-23:30"; "-" when closed all day. */
export const hoursOn = (hours: readonly OpeningHours[], local: string): string =>
  hours
    .filter((each) => each.weekday === weekdayOf(local))
    .map((each) => `${each.opens}-${each.closes}`)
    .join(', ') || '-';
