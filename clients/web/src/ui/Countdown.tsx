import { formatSeconds, secondsLeft } from '@ycyw/core/countdown';
import { useNow } from './useNow.ts';

type Props = { label: string; gone: string; until: string };

/** Runs visibly; a screen reader hears it only when it asks. */
export function Countdown({ label, gone, until }: Props) {
  const seconds = secondsLeft(until, useNow());
  if (seconds === 0) return <span className="tag bad">{gone}</span>;
  return (
    <span className={seconds < 120 ? 'tag warn' : 'tag plain'} role="timer">
      {label} {formatSeconds(seconds)}
    </span>
  );
}
