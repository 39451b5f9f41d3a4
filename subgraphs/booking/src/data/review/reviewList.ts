import { nothing, part, type Part, type Sql } from '@ycyw/service/sql';
import { reviewColumns, type Review } from './review.ts';

/** What a page goes on behind. */
export interface Seen {
  at: Date;
  id: string;
}

interface Of {
  agency?: string | undefined;
  acriss?: string | undefined;
}

const published = ({ agency, acriss }: Of): Part => part`state = 'PUBLISHED' AND sealed IS NOT NULL
  ${agency === undefined ? nothing : part`AND agency = ${agency}`} ${acriss === undefined ? nothing : part`AND acriss = ${acriss}`}`;

/** Published ones that can be read, newest first; one more than `size`. */
export const listPublished = (sql: Sql, of: Of, size: number, seen: Seen | null): PromiseLike<Review[]> =>
  sql.$queryRaw<Review[]>`
    SELECT ${reviewColumns} FROM review WHERE ${published(of)}
      ${seen ? part`AND (published_at, id) < (${seen.at}::timestamptz, ${seen.id}::uuid)` : nothing}
    ORDER BY published_at DESC, id DESC LIMIT ${size + 1}`;

const counted = async (rows: PromiseLike<{ count: number }[]>): Promise<number> => (await rows)[0]?.count ?? 0;

export const countPublished = (sql: Sql, of: Of): Promise<number> =>
  counted(sql.$queryRaw<{ count: number }[]>`SELECT count(*)::int AS count FROM review WHERE ${published(of)}`);

const at = (agencies: readonly string[] | null): Part => (agencies ? part`AND agency = ANY(${[...agencies]}::text[])` : nothing);
const pending = (agencies: readonly string[] | null): Part => part`state = 'PENDING' ${at(agencies)}`;
const unanswered = (agencies: readonly string[] | null): Part =>
  part`state = 'PUBLISHED' AND sealed IS NOT NULL AND sealed_answer IS NULL ${at(agencies)}`;

/** Those that wait to be read, of these agencies or all, longest first; one more than `size`. */
export const listPending = (sql: Sql, agencies: readonly string[] | null, size: number, seen: Seen | null): PromiseLike<Review[]> =>
  sql.$queryRaw<Review[]>`
    SELECT ${reviewColumns} FROM review WHERE ${pending(agencies)}
      ${seen ? part`AND (created_at, id) > (${seen.at}::timestamptz, ${seen.id}::uuid)` : nothing}
    ORDER BY created_at, id LIMIT ${size + 1}`;

export const countPending = (sql: Sql, agencies: readonly string[] | null): Promise<number> =>
  counted(sql.$queryRaw<{ count: number }[]>`SELECT count(*)::int AS count FROM review WHERE ${pending(agencies)}`);

/** Published ones without an answer, of these agencies or all, longest first; one more than `size`. */
export const listUnanswered = (sql: Sql, agencies: readonly string[] | null, size: number, seen: Seen | null): PromiseLike<Review[]> =>
  sql.$queryRaw<Review[]>`
    SELECT ${reviewColumns} FROM review WHERE ${unanswered(agencies)}
      ${seen ? part`AND (published_at, id) > (${seen.at}::timestamptz, ${seen.id}::uuid)` : nothing}
    ORDER BY published_at, id LIMIT ${size + 1}`;

export const countUnanswered = (sql: Sql, agencies: readonly string[] | null): Promise<number> =>
  counted(sql.$queryRaw<{ count: number }[]>`SELECT count(*)::int AS count FROM review WHERE ${unanswered(agencies)}`);
