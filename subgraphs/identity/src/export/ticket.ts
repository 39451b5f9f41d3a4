import { timingSafeEqual } from 'node:crypto';
import type { DerivedKeys } from '../crypto/derived-keys.ts';

const goodForSeconds = 300;

type Keys = Pick<DerivedKeys, 'exportTicket'>;

/** What lets whoever has it fetch the archive `id` for five minutes: its end in epoch seconds, a dot, and a MAC of both. */
export function newTicket(keys: Keys, id: string, now: Date): string {
  const until = String(Math.floor(now.getTime() / 1000) + goodForSeconds);
  return `${until}.${keys.exportTicket(`${id} ${until}`).toString('base64url')}`;
}

export function isTicket(keys: Keys, id: string, ticket: string, now: Date): boolean {
  const [until = '', mac = ''] = ticket.split('.');
  if (!/^\d{1,12}$/.test(until) || Number(until) * 1000 <= now.getTime()) return false;
  const right = keys.exportTicket(`${id} ${until}`);
  const given = Buffer.from(mac, 'base64url');
  return given.length === right.length && timingSafeEqual(given, right);
}
