import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { kinds, type Search } from './mix.ts';

export interface Target {
  name: string;
  url: string;
  query: string;
  /** The key with which booking knows the router; null where no token is asked for. */
  internalKey: string | null;
}

export interface Measured {
  /** Milliseconds of first pages, ascending, by the kind of search. */
  first: Map<string, number[]>;
  /** Milliseconds of further pages, ascending. */
  further: number[];
  seconds: number;
  searches: number;
  empty: number;
}

interface Answer {
  data?: { searchOffers: { totalCount: number; pageInfo: { hasNextPage: boolean; endCursor: string | null } } };
  errors?: { message: string; extensions?: { code?: string } }[];
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The router's token for an anonymous request. */
function tokenBy(key: string): string {
  const now = Math.floor(Date.now() / 1000);
  const text = `${encode({ alg: 'HS256' })}.${encode({ iss: 'router', aud: 'booking', iat: now, exp: now + 60, region: 'EU' })}`;
  return `${text}.${createHmac('sha256', Buffer.from(key, 'base64url')).update(text).digest('base64url')}`;
}

/** What an agency says that is closed at the time asked for is an answer, too. */
const isRefusal = ({ errors }: Answer): boolean => errors?.every(({ extensions }) => extensions?.code === 'AGENCY_CLOSED') ?? false;

/** `clients` ask one search after the other for so long, `thinkMs` after each answer. Throws on any answer that is neither offers nor a refusal. */
export async function load(
  target: Target,
  draw: () => Search,
  { clients, seconds, thinkMs }: { clients: number; seconds: number; thinkMs: number },
  random: () => number,
): Promise<Measured> {
  const { origin } = new URL(target.url);
  const pool = new Pool(origin, { connections: clients, pipelining: 1 });
  const first = new Map<string, number[]>(kinds.map((kind) => [kind, []]));
  const further: number[] = [];
  let empty = 0;
  let token = '';
  let tokenUntil = 0;
  const ask = async (variables: Search['variables']): Promise<{ answer: Answer; ms: number }> => {
    if (target.internalKey !== null && Date.now() > tokenUntil) {
      token = tokenBy(target.internalKey);
      tokenUntil = Date.now() + 30_000;
    }
    const body = JSON.stringify({ query: target.query, operationName: 'SearchOffers', variables });
    const headers = { 'content-type': 'application/json', 'accept-language': 'fr', ...(token && { authorization: `Bearer ${token}` }) };
    const asked = performance.now();
    const response = await pool.request({ method: 'POST', path: '/graphql', headers, body });
    const text = await response.body.text();
    const ms = performance.now() - asked;
    const answer = JSON.parse(text) as Answer;
    if (!answer.data?.searchOffers && !isRefusal(answer))
      throw new Error(`${target.name}: ${text.slice(0, 400)} to ${JSON.stringify(variables)}`);
    return { answer, ms };
  };
  const since = performance.now();
  const until = since + seconds * 1000;
  const think = (): Promise<void> => (thinkMs === 0 ? Promise.resolve() : sleep(Math.min(thinkMs, Math.max(0, until - performance.now()))));
  const client = async (): Promise<void> => {
    // Not all at once: half of what they think of their first search.
    if (thinkMs > 0) await sleep(random() * thinkMs);
    while (performance.now() < until) {
      const { kind, variables } = draw();
      const { answer, ms } = await ask(variables);
      first.get(kind)?.push(ms);
      if ((answer.data?.searchOffers.totalCount ?? 0) === 0) empty += 1;
      let after = random() < 0.2 ? answer.data?.searchOffers.pageInfo.endCursor : null;
      for (let page = 0; page < 2 && after; page += 1) {
        await think();
        const next = await ask({ ...variables, after });
        further.push(next.ms);
        after = next.answer.data?.searchOffers.pageInfo.endCursor;
      }
      await think();
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  const lasted = (performance.now() - since) / 1000;
  await pool.close();
  for (const list of [...first.values(), further]) list.sort((a, b) => a - b);
  return { first, further, seconds: lasted, searches: [...first.values(), further].reduce((sum, list) => sum + list.length, 0), empty };
}

export const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
