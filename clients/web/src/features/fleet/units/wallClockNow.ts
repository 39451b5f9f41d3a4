/** What time it is on that zone's wall clock, to the minute, as date fields take it. */
export function wallClockNow(timeZone: string | undefined): string {
  const parts = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(new Date());
  return parts.replace(' ', 'T');
}
