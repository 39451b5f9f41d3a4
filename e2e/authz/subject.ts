import type { Relation } from '../../schema/rules.ts';
import type { Viewer } from './people.ts';

/** Whose something is, and where it belongs: what decides what it is to a viewer. */
export interface Subject {
  /** A user's id; null: nobody's. */
  owner: string | null;
  /** The agencies at which it is staff's business; without a code: the whole region's. */
  places: readonly { code: string | null; region: string }[];
  /** Opened by the guest with their token. */
  guest?: boolean;
  /** Of what there is on either side of the sandbox: whether it is in it. Test keys see what is, everybody else what is not. */
  sandbox?: boolean;
  /** Its id is a secret: whoever has it may ask. */
  secret?: boolean;
}

/** What nobody owns. */
export const nobodys: Subject = { owner: null, places: [] };

export function relationOf(viewer: Viewer, { owner, places, guest = false, sandbox, secret = false }: Subject): Relation {
  if (sandbox !== undefined && sandbox !== viewer.test) return 'otherWorld';
  if (secret || (owner !== null && owner === viewer.id) || (guest && viewer.name === 'guest')) return 'own';
  if (places.length === 0) return 'other';
  const works = ({ code, region }: Subject['places'][number]): boolean =>
    code === null || viewer.agencies === null ? region === viewer.region : viewer.agencies.includes(code);
  if (places.some(works)) return 'other';
  return places.some(({ region }) => region === viewer.region) ? 'otherAgency' : 'otherRegion';
}
