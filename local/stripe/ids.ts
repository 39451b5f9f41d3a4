import { hash, randomBytes } from 'node:crypto';

export type Kind = 'cus' | 'pi' | 'seti' | 'pm' | 'ch' | 're' | 'du' | 'evt';

const LEAD: Record<Kind, string> = {
  cus: 'cus_',
  pi: 'pi_3',
  seti: 'seti_1',
  pm: 'pm_1',
  ch: 'ch_3',
  re: 're_3',
  du: 'du_1',
  evt: 'evt_1',
};

/** Public ids made of a salt of this state file and the object's place, so that none has to be kept. */
export class Ids {
  readonly #heads: Record<Kind, string>;
  readonly #secret: string;

  constructor(seed: { salt: string; secret: string }) {
    const head = (kind: Kind) => LEAD[kind] + seed.salt;
    this.#heads = {
      cus: head('cus'),
      pi: head('pi'),
      seti: head('seti'),
      pm: head('pm'),
      ch: head('ch'),
      re: head('re'),
      du: head('du'),
      evt: head('evt'),
    };
    this.#secret = seed.secret;
  }

  static seed(): { salt: string; secret: string } {
    const salt = randomBytes(24)
      .toString('base64')
      .replace(/[^A-Za-z0-9]/g, '')
      .slice(0, 14)
      .padEnd(14, 'x');
    return { salt, secret: randomBytes(32).toString('hex') };
  }

  of(kind: Kind, place: number): string {
    return this.#heads[kind] + place.toString(36).padStart(7, '0');
  }

  maybe(kind: Kind, place: number | null): string | null {
    return place === null ? null : this.of(kind, place);
  }

  /** The place an id names, or undefined where it can't be one of ours. */
  place(kind: Kind, id: string): number | undefined {
    const head = this.#heads[kind];
    if (!id.startsWith(head)) return undefined;
    const place = Number.parseInt(id.slice(head.length), 36);
    return Number.isSafeInteger(place) && this.of(kind, place) === id ? place : undefined;
  }

  clientSecret(id: string): string {
    return `${id}_secret_${hash('sha256', `${this.#secret}.${id}`, 'hex').slice(0, 25)}`;
  }
}
