import { timingSafeEqual } from 'node:crypto';

/** One act, before it has a place in the chain. `detail` is flat. */
export interface Act {
  at: Date;
  actorId: string | null;
  actorRole: string | null;
  action: string;
  subjectKind: string;
  subjectId: string | null;
  detail: unknown;
  region: string;
}

export interface Link extends Act {
  position: bigint;
  previousHash: Uint8Array<ArrayBuffer>;
  hash: Uint8Array<ArrayBuffer>;
}

/** Where a chain ends: the position and hash of its last entry, and a seal over both. */
export interface Head {
  position: bigint;
  hash: Uint8Array<ArrayBuffer>;
  seal: Uint8Array<ArrayBuffer>;
}

/** A hash under a key that is kept apart from what it covers; `about` tells apart what it is made for. 32 bytes. */
export type Keyed = (value: string, about: string) => Uint8Array<ArrayBuffer>;

export const beginning: Pick<Head, 'position' | 'hash'> = { position: 0n, hash: new Uint8Array(32) };

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const same = (one: Uint8Array, other: Uint8Array): boolean => one.length === other.length && timingSafeEqual(one, other);

/** JSONB does not keep the order of an object's members. */
const inOrder = (detail: unknown): unknown =>
  typeof detail === 'object' && detail !== null && !Array.isArray(detail)
    ? Object.entries(detail).sort(([a], [b]) => (a < b ? -1 : 1))
    : [detail];

function hashOf(keyed: Keyed, link: Omit<Link, 'hash'>): Uint8Array<ArrayBuffer> {
  const { position, at, actorId, actorRole, action, subjectKind, subjectId, detail, region, previousHash } = link;
  const who = [actorId, actorRole, region];
  const covered = [String(position), at.toISOString(), who, action, subjectKind, subjectId, inOrder(detail), hex(previousHash)];
  return keyed(JSON.stringify(covered), 'audit');
}

const sealOf = (keyed: Keyed, { position, hash }: Pick<Head, 'position' | 'hash'>): Uint8Array<ArrayBuffer> =>
  keyed(JSON.stringify([String(position), hex(hash)]), 'audit head');

const isSealed = (keyed: Keyed, head: Head): boolean => same(head.seal, sealOf(keyed, head));

/**
 * What comes next. Where the head is not as it was left, a position stays free, so that no later entry hides that; `newest` is the
 * last position in use then.
 */
export function linked(keyed: Keyed, act: Act, head: Head | null, newest: bigint): { link: Link; head: Head } {
  const { position, hash: previousHash } = head ?? beginning;
  const sound = newest <= position && (!head || isSealed(keyed, head));
  const next = { ...act, position: sound ? position + 1n : (newest > position ? newest : position) + 2n, previousHash };
  const hash = hashOf(keyed, next);
  const end = { position: next.position, hash };
  return { link: { ...next, hash }, head: { ...end, seal: sealOf(keyed, end) } };
}

/** The first position of `links` that does not go on from `before`; null when all do. */
export function brokenIn(keyed: Keyed, links: readonly Link[], before: Pick<Head, 'position' | 'hash'>): bigint | null {
  let { position, hash } = before;
  for (const link of links) {
    if (link.position !== position + 1n) return position + 1n;
    if (!same(link.previousHash, hash) || !same(link.hash, hashOf(keyed, link))) return link.position;
    ({ position, hash } = link);
  }
  return null;
}

/** The first position that does not fit a chain that ends with `last`; null when the head is that end. */
export function brokenAtEnd(keyed: Keyed, last: Pick<Head, 'position' | 'hash'>, head: Head | null): bigint | null {
  if (!head) return last.position === 0n ? null : last.position + 1n;
  const lesser = head.position < last.position ? head.position : last.position;
  return isSealed(keyed, head) && head.position === last.position && same(head.hash, last.hash) ? null : lesser + 1n;
}
