import { inOneLine } from './startRefused.ts';

export interface Trouble {
  /** Says to the person at the terminal that something happened to a running process. */
  say(line: string): void;
  /** A process could not be kept alive. */
  giveUp(reason: string): void;
}

const most = 3;
const withinMs = 60_000;

/**
 * What to do when a process of `name` has died: `again` starts it, at most three times a minute; a fourth death, or a start that
 * fails, gives up.
 */
export function revival(name: string, log: string, trouble: Trouble) {
  let deaths: number[] = [];
  return async (how: string, again: () => Promise<unknown>, isStopping: () => boolean): Promise<void> => {
    if (isStopping()) return;
    const now = Date.now();
    deaths = [...deaths.filter((at) => now - at < withinMs), now];
    if (deaths.length > most) {
      trouble.giveUp(`${name} ended with ${how}, ${String(deaths.length)} times within a minute. Its log is ${log}.`);
      return;
    }
    trouble.say(`${name} ended with ${how}; starting it again. Its log is ${log}.`);
    try {
      await again();
      trouble.say(`${name} is back.`);
    } catch (error) {
      if (!isStopping()) trouble.giveUp(inOneLine(error));
    }
  };
}
