import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { classesOf } from '../../e2e/replay/classes.ts';
import { showDay } from '../../e2e/replay/day.ts';
import { fieldsOf, readTrace, TraceRefused } from '../../e2e/replay/trace.ts';

/** A reservation with what was known when it was made, and the class that was asked for. Nothing in it came about later. */
export interface Asked {
  acriss: string;
  bookedOn: string;
  from: string;
  nights: number;
  country: string;
  /** The partner who booked; null for those who booked themselves. */
  partner: string | null;
  market: string;
}

const columns = ['country', 'agent', 'market_segment'] as const;

async function linesOf(file: string): Promise<string[]> {
  const bytes = createReadStream(file);
  const input = file.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes;
  bytes.on('error', (error) => input.destroy(error));
  const lines: string[] = [];
  for await (const line of createInterface({ input, crlfDelay: Infinity })) if (line.trim() !== '') lines.push(line);
  return lines;
}

/** The reservations of a trace by the day on which they were made; within a day in the order of `draw`, as the trace tells no hours. */
export async function readAsked(file: string, draw: () => number): Promise<Asked[]> {
  const lines = await linesOf(file);
  const reservations = await readTrace(lines);
  const header = fieldsOf((lines[0] ?? '').trimEnd()).map((name) => name.trim());
  const missing = columns.filter((name) => !header.includes(name));
  if (missing.length > 0) throw new TraceRefused(`The trace lacks the columns ${missing.join(', ')}: its first line must name them.`);
  const acriss = new Map(classesOf(reservations).map((each) => [each.letter, each.acriss]));
  const rows = lines.slice(1).map((line, index): Asked & { drawn: number } => {
    const fields = fieldsOf(line.trimEnd());
    const at = (name: string): string => (fields[header.indexOf(name)] ?? '').trim();
    const reservation = reservations[index];
    if (!reservation) throw new TraceRefused(`Row ${index + 1} is no reservation.`);
    const { bookedOn, startsOn, nights, reservedClass } = reservation;
    return {
      acriss: acriss.get(reservedClass) ?? reservedClass,
      bookedOn: showDay(bookedOn),
      from: showDay(startsOn),
      nights,
      country: at('country'),
      partner: at('agent') || null,
      market: at('market_segment'),
      drawn: draw(),
    };
  });
  rows.sort((a, b) => (a.bookedOn === b.bookedOn ? a.drawn - b.drawn : a.bookedOn < b.bookedOn ? -1 : 1));
  return rows;
}
