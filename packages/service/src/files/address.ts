import { sign, verify } from '../signature.ts';

type Purpose = 'upload' | 'read';

/** Where files of one kind go and are read: paths on the router that we sign. */
export interface Addresses {
  /** Where the bytes of one go until an instant of real time. */
  uploadAddress(key: Buffer, id: string, until: Date): string;
  /** Where one is read, for five minutes of real time unless told; the same within a minute, so that a browser keeps what it has. */
  readAddress(key: Buffer, id: string, seconds?: number): string;
  /** The one that an address is for; null where we did not sign it for that purpose, or its time is over. */
  addressed(key: Buffer, purpose: Purpose, query: URLSearchParams): string | null;
}

const readableSeconds = 300;

/** PUT puts a file's bytes at `path`, GET reads them; `kind` keeps one kind's signatures from opening another's. */
export function addressesAt(path: string, kind: string): Addresses {
  const told = (purpose: Purpose, id: string, until: string): string => `${kind}:${purpose}:${id}:${until}`;
  const address = (key: Buffer, purpose: Purpose, id: string, until: number): string => {
    const signature = sign(key, told(purpose, id, String(until)));
    return `${path}?${new URLSearchParams({ id, until: String(until), signature }).toString()}`;
  };
  return {
    uploadAddress: (key, id, until) => address(key, 'upload', id, Math.floor(until.getTime() / 1000)),
    readAddress: (key, id, seconds = readableSeconds) => address(key, 'read', id, Math.floor(Date.now() / 60_000) * 60 + seconds),
    addressed: (key, purpose, query) => {
      const [id = '', until = '', signature = ''] = ['id', 'until', 'signature'].map((name) => query.get(name)?.slice(0, 100) ?? '');
      if (!verify(key, told(purpose, id, until), signature)) return null;
      return Number(until) * 1000 > Date.now() ? id : null;
    },
  };
}
