import { connection, decodeCursor, pageSize } from '@ycyw/service/connection';
import { Refusal } from '@ycyw/service/refusal';
import { agencyPage, countAgencies, sortWidth, type AgencyFilter } from '../data/agency.ts';
import { normalise } from '../domain/searchText.ts';
import type { FleetContext } from './context.ts';

interface Arguments {
  text?: string | null;
  country?: string | null;
  near?: { latitude: number; longitude: number } | null;
  first?: number | null;
  after?: string | null;
}

const longestText = 100;
const mostWords = 8;

function filterOf({ text, country, near }: Arguments): AgencyFilter {
  if ((text?.length ?? 0) > longestText) throw new Refusal('BAD_INPUT', `text <= ${String(longestText)}`);
  if (near && !(Math.abs(near.latitude) <= 90 && Math.abs(near.longitude) <= 180)) throw new Refusal('BAD_INPUT', 'near');
  const words = normalise(text ?? '')
    .split(' ')
    .slice(0, mostWords)
    .join(' ');
  return { words, country: country ?? null, near: near ?? null };
}

function cursorOf(after: string | null | undefined, filter: AgencyFilter): (string | number)[] | null {
  const key = decodeCursor(after);
  const numbers = filter.near || filter.words ? 1 : 0;
  const fits = key?.length === sortWidth(filter) && key.every((part, index) => (typeof part === 'number') === index < numbers);
  if (key && !fits) throw new Refusal('BAD_INPUT', 'cursor');
  return key;
}

export async function agencies(_: unknown, asked: Arguments, { db }: FleetContext) {
  const filter = filterOf(asked);
  const size = pageSize(asked.first);
  const rows = await agencyPage(db, filter, size + 1, cursorOf(asked.after, filter));
  return { ...connection(rows, size, (row) => row.sortKey, asked.after), totalCount: () => countAgencies(db, filter) };
}
