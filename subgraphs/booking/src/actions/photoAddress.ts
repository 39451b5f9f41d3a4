import { sign, verify } from './signature.ts';

/** PUT puts a photo's bytes there, GET reads them: a path on the router. */
export const photoPath = '/photos';

const readableSeconds = 300;

const address = (key: Buffer, purpose: 'upload' | 'read', id: string, until: number): string =>
  `${photoPath}?${new URLSearchParams({ id, until: String(until), signature: sign(key, `photo:${purpose}:${id}:${until}`) }).toString()}`;

/** Where the bytes of one photo go until an instant of real time. */
export const uploadAddress = (key: Buffer, id: string, until: Date): string =>
  address(key, 'upload', id, Math.floor(until.getTime() / 1000));

/** Where a photo is read for five minutes of real time; the same within a minute, so that a browser keeps what it has. */
export const readAddress = (key: Buffer, id: string, seconds = readableSeconds): string =>
  address(key, 'read', id, Math.floor(Date.now() / 60_000) * 60 + seconds);

/** The photo that an address is for; null where we did not sign it for that purpose, or its time is over. */
export function addressed(key: Buffer, purpose: 'upload' | 'read', query: URLSearchParams): string | null {
  const [id = '', until = '', signature = ''] = ['id', 'until', 'signature'].map((name) => query.get(name)?.slice(0, 100) ?? '');
  if (!verify(key, `photo:${purpose}:${id}:${until}`, signature)) return null;
  return Number(until) * 1000 > Date.now() ? id : null;
}
