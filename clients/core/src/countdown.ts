/** Whole seconds from `now` to `expiresAt` (RFC 3339), never below 0. */
export function secondsLeft(expiresAt: string, now: Date): number {
  return Math.max(0, Math.ceil((Date.parse(expiresAt) - now.getTime()) / 1000));
}

/** Seconds as 14:05, or 1:02:03 from an hour on. */
export function formatSeconds(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const pair = (value: number) => String(value).padStart(2, '0');
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${String(minutes)}:${pair(whole % 60)}`;
  return `${String(Math.floor(minutes / 60))}:${pair(minutes % 60)}:${pair(whole % 60)}`;
}
