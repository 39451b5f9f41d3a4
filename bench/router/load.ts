import { Pool } from 'undici';
import type { Contestant } from './contestants.ts';
import { bodyOf, type Operation } from './operations.ts';

export interface Load {
  /** Milliseconds, ascending: one a request. */
  took: Float64Array;
  seconds: number;
}

export const connections = 64;
const headers = { 'content-type': 'application/json', accept: 'application/json' };
let sent = 0;

/** Keeps all connections asking one operation for so long, its variables different in every request. Throws on any error in an answer. */
export async function load({ url, name }: Contestant, operation: Operation, seconds: number): Promise<Load> {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections, pipelining: 1 });
  const took: number[] = [];
  const since = performance.now();
  const until = since + seconds * 1000;
  const client = async (): Promise<void> => {
    while (performance.now() < until) {
      const body = bodyOf(operation, (sent += 1));
      const asked = performance.now();
      const answer = await pool.request({ method: 'POST', path: pathname, headers, body });
      const text = await answer.body.text();
      took.push(performance.now() - asked);
      if (answer.statusCode !== 200 || text.includes('"errors":')) {
        throw new Error(`${name} answers ${operation.name} with ${answer.statusCode}: ${text.slice(0, 300)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: connections }, client));
  const lasted = (performance.now() - since) / 1000;
  await pool.close();
  return { took: Float64Array.from(took).sort(), seconds: lasted };
}
