import type { Vault } from '@ycyw/service/vault';
import type { Region } from '@ycyw/service/viewer';
import type { DeliveryPlace, Point } from '../../domain/delivery/place.ts';

export const placeAbout = 'delivery.sealed';
export const proofAbout = 'delivery.proof_sealed';

interface Booked {
  id: string;
  customerId: string | null;
  region: string;
}

/** Seals places with the customer's key; where no customer booked, with a key of the booking's own, as its driver is. Not inside a transaction. */
export async function sealPlaces(
  vault: Vault,
  { id, customerId, region }: Booked,
  places: readonly DeliveryPlace[],
): Promise<{ owner: string; sealed: Buffer[] }> {
  const owner = customerId ?? id;
  const key = await vault.keyOf(owner, region as Region);
  return { owner, sealed: places.map((place) => key.seal(JSON.stringify(place), placeAbout)) };
}

interface Sealed {
  owner: string;
  sealed: Buffer;
}

/** Where they go, in their order; null for whoever was erased. Not inside a transaction. */
export async function openPlaces(vault: Vault, deliveries: readonly Sealed[]): Promise<(DeliveryPlace | null)[]> {
  const keys = await vault.keysOf(deliveries.map(({ owner }) => owner));
  return deliveries.map(({ owner, sealed }) => {
    const key = keys.get(owner);
    return key ? (JSON.parse(key.open(sealed, placeAbout)) as DeliveryPlace) : null;
  });
}

/** Where a car was handed to somebody. Null for whoever was erased. Not inside a transaction. */
export async function sealProof(vault: Vault, owner: string, point: Point): Promise<Buffer | null> {
  return (await vault.keysOf([owner])).get(owner)?.seal(JSON.stringify(point), proofAbout) ?? null;
}

/** As sealProof sealed it. Not inside a transaction. */
export async function openProof(vault: Vault, owner: string, sealed: Buffer): Promise<Point | null> {
  const key = (await vault.keysOf([owner])).get(owner);
  return key ? (JSON.parse(key.open(sealed, proofAbout)) as Point) : null;
}
