import { readFileSync, statSync } from 'node:fs';
import type { Tariff } from '../domain/market.ts';

interface Table {
  columns: string[];
  /** Oldest first. */
  days: string[][];
}

/** Rows of the European Central Bank's reference rates: a date, then units per euro by currency, empty where there is none. */
function parse(text: string): Table {
  const [head = '', ...lines] = text.trim().split('\n');
  const columns = head.split(',').map((name) => name.trim());
  if (columns[0] !== 'date' || columns.length < 2 || lines.length === 0) throw new Error('no table of a date and currencies');
  const days = lines.map((line) => line.split(',').map((cell) => cell.trim()));
  for (const [index, [date = '', ...rates]] of days.entries()) {
    const ordered = index === 0 || (days[index - 1]?.[0] ?? '') < date;
    if (!ordered || !/^\d{4}-\d\d-\d\d$/.test(date) || rates.some((rate) => rate !== '' && !(Number(rate) > 0 && Number(rate) < 1e9)))
      throw new Error(`row ${String(index + 2)} is no later day's rates`);
  }
  return { columns, days };
}

const lookAgainMs = 60_000;

/**
 * The exchange table of a file that may be replaced while we run: looked at once a minute at most, read when it has changed.
 * A broken one is told to `warn` and the rates before it stay. Throws when there is none to start with.
 */
export function exchangeTable(
  file: URL | string,
  warn: (error: unknown) => void,
  nowMs: () => number = Date.now,
): Pick<Tariff, 'exchange' | 'lastRates'> {
  const load = (): { table: Table; readMs: number } => ({ table: parse(readFileSync(file, 'utf8')), readMs: statSync(file).mtimeMs });
  let { table, readMs } = load();
  let lookedMs = nowMs();
  const fresh = (): Table => {
    if (nowMs() - lookedMs < lookAgainMs) return table;
    lookedMs = nowMs();
    try {
      const changedMs = statSync(file).mtimeMs;
      if (changedMs === readMs) return table;
      readMs = changedMs;
      table = load().table;
    } catch (error) {
      warn(error);
    }
    return table;
  };
  return {
    exchange: (currency, date) => {
      if (currency === 'EUR') return null;
      const { columns, days } = fresh();
      const column = columns.indexOf(currency);
      if (column < 1) return undefined;
      const day = days.findLast((each) => (each[0] ?? '') <= date && each[column]) ?? days.find((each) => each[column]);
      return day ? { date: day[0] ?? '', rate: day[column] ?? '' } : undefined;
    },
    lastRates: () => fresh().days.at(-1)?.[0] ?? '',
  };
}
