import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { readDay, type Day } from './day.ts';

export type Outcome = 'KEPT' | 'CANCELLED' | 'NO_SHOW';

/** One reservation of a trace. `row` counts from 1, the header not included. */
export interface Reservation {
  row: number;
  bookedOn: Day;
  startsOn: Day;
  /** As in the trace; 0 is a rental of one day. */
  nights: number;
  /** The trace's own letter for the class that was reserved. */
  reservedClass: string;
  changes: number;
  outcome: Outcome;
  outcomeOn: Day;
}

/** A trace that can't be replayed; the message says where and why. */
export class TraceRefused extends Error {}

const outcomes: Readonly<Record<string, Outcome>> = { 'Check-Out': 'KEPT', Canceled: 'CANCELLED', 'No-Show': 'NO_SHOW' };
const columns = ['booked_on', 'starts_on', 'nights', 'class_reserved', 'changes', 'outcome', 'outcome_on'] as const;
type Column = (typeof columns)[number];

/** The fields of a line of CSV; a quoted field may hold commas and doubled quotes, but no line break. */
export function fieldsOf(line: string): string[] {
  if (!line.includes('"')) return line.split(',');
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain = '']) => quoted?.replaceAll('""', '"') ?? plain);
}

function places(header: string): Record<Column, number> {
  const names = fieldsOf(header.replace(/^\uFEFF/, '')).map((name) => name.trim());
  const missing = columns.filter((column) => !names.includes(column));
  if (missing.length > 0) throw new TraceRefused(`The trace lacks the columns ${missing.join(', ')}: its first line must name them.`);
  return Object.fromEntries(columns.map((column) => [column, names.indexOf(column)])) as Record<Column, number>;
}

function count(text: string): number | null {
  return /^\d{1,3}$/.test(text) ? Number(text) : null;
}

/** Throws TraceRefused, naming the row and the field, for what can't be a reservation. */
export function reservationOf(row: number, field: (column: Column) => string): Reservation {
  const need = <Value>(column: Column, value: Value | null | undefined): Value => {
    if (value === null || value === undefined) {
      throw new TraceRefused(`Row ${row}: ${column} is ${JSON.stringify(field(column))}. Correct it or take the row out.`);
    }
    return value;
  };
  const day = (column: Column): Day => need(column, readDay(field(column)));
  const reservation: Reservation = {
    row,
    bookedOn: day('booked_on'),
    startsOn: day('starts_on'),
    nights: need('nights', count(field('nights'))),
    reservedClass: need('class_reserved', field('class_reserved') || null),
    changes: need('changes', count(field('changes'))),
    outcome: need('outcome', outcomes[field('outcome')]),
    outcomeOn: day('outcome_on'),
  };
  need('booked_on', reservation.bookedOn <= reservation.startsOn ? reservation.bookedOn : null);
  return { ...reservation, outcomeOn: Math.max(reservation.outcomeOn, reservation.bookedOn) };
}

/** The reservations of lines of CSV, in their order; empty lines are passed over. */
export async function readTrace(lines: AsyncIterable<string> | Iterable<string>): Promise<Reservation[]> {
  let at: Record<Column, number> | null = null;
  const reservations: Reservation[] = [];
  for await (const line of lines) {
    if (line.trim() === '') continue;
    if (at === null) {
      at = places(line);
      continue;
    }
    const found = at;
    const fields = fieldsOf(line.trimEnd());
    reservations.push(reservationOf(reservations.length + 1, (column) => (fields[found[column]] ?? '').trim()));
  }
  if (reservations.length === 0) throw new TraceRefused('The trace holds no reservation.');
  return reservations;
}

/** Reads a .csv or .csv.gz file. */
export async function readTraceFile(file: string): Promise<Reservation[]> {
  const bytes = createReadStream(file);
  const input = file.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes;
  bytes.on('error', (error) => input.destroy(error));
  return readTrace(createInterface({ input, crlfDelay: Infinity }));
}
