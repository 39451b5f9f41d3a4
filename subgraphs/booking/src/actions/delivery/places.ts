import { Refusal } from '@ycyw/service/refusal';
import { cleanText, withoutCardNumber } from '@ycyw/service/text';
import { deliveriesOf } from '../../data/delivery/delivery.ts';
import { openPlaces, sealPlaces } from '../../data/delivery/place.ts';
import type { Booking } from '../../data/booking.ts';
import type { DeliveryPlace } from '../../domain/delivery/place.ts';
import { bandOf, type Band, type Leg } from '../../domain/delivery/terms.ts';
import { legsOf, type Journey } from '../../domain/journey.ts';
import type { World } from '../world.ts';

export interface DeliveryInput {
  address: { line1: string; city: string; postalCode: string; country: string };
  point: { latitude: number; longitude: number };
  instructions?: string | null;
}

/** The places that a booking is brought to and fetched from. */
export interface PlacesInput {
  delivery?: DeliveryInput | null;
  collection?: DeliveryInput | null;
}

const fieldOf = (leg: Leg): 'delivery' | 'collection' => (leg === 'DELIVERY' ? 'delivery' : 'collection');

function words(value: string, field: string, most: number, least = 1): string {
  const text = withoutCardNumber(cleanText(value, field), field);
  if (text.length < least || text.length > most) throw new Refusal('BAD_INPUT', `${field} ≤ ${String(most)}`);
  return text;
}

function checkedPlace({ address, point, instructions }: DeliveryInput, country: string, field: string): DeliveryPlace {
  // A car goes over no border with somebody whom its renter does not know.
  if (address.country !== country) throw new Refusal('BAD_INPUT', `${field}.country`);
  return {
    address: {
      line1: words(address.line1, `${field}.line1`, 120),
      city: words(address.city, `${field}.city`, 80),
      postalCode: words(address.postalCode, `${field}.postalCode`, 12),
      country,
    },
    point,
    instructions: instructions ? words(instructions, `${field}.instructions`, 300, 0) || null : null,
  };
}

/** The places of a quote's legs, each within the distance that was priced; refuses BAD_INPUT where one is missing, too far or not priced. */
export async function checkedPlaces(world: World, journey: Journey, input: PlacesInput): Promise<{ leg: Leg; place: DeliveryPlace }[]> {
  const priced = legsOf(journey);
  for (const leg of ['DELIVERY', 'COLLECTION'] as const) {
    if (Boolean(input[fieldOf(leg)]) !== priced.some((each) => each.leg === leg)) throw new Refusal('BAD_INPUT', fieldOf(leg));
  }
  if (priced.length === 0) return [];
  const pickUp = await world.agencies.get(journey.pickUp.agency);
  const dropOff = await world.agencies.get(journey.dropOff.agency);
  const market = world.tariff.market(pickUp.country);
  return priced.flatMap(({ leg, upToKm }) => {
    const [field, agency] = [fieldOf(leg), leg === 'DELIVERY' ? pickUp : dropOff];
    const asked = input[field];
    if (!asked) return [];
    if (bandOf(market, agency, asked.point, field).upToKm > upToKm) throw new Refusal('BAD_INPUT', `${field} ≤ ${String(upToKm)} km`);
    return [{ leg, place: checkedPlace(asked, agency.country, field) }];
  });
}

export interface SealedLeg {
  leg: Leg;
  owner: string;
  sealed: Buffer;
}

/** Asks no key of whoever has nothing brought. Not inside a transaction. */
export async function sealedLegs(
  world: World,
  booking: Booking,
  places: readonly { leg: Leg; place: DeliveryPlace }[],
): Promise<SealedLeg[]> {
  if (places.length === 0 || booking.sandbox) return [];
  const { owner, sealed } = await sealPlaces(
    world.vault,
    booking,
    places.map(({ place }) => place),
  );
  return places.flatMap(({ leg }, index) => (sealed[index] ? [{ leg, owner, sealed: sealed[index] }] : []));
}

/** The band of a booking's collection from another agency; refuses BAD_INPUT where it is too far from there. */
export async function collectionFrom(world: World, booking: Booking, dropOffAgency: string): Promise<Band | undefined> {
  if (!booking.journey.collection || dropOffAgency === booking.journey.dropOff.agency) return booking.journey.collection;
  const [collection] = (await deliveriesOf(world.sql, [booking.id])).filter(({ leg }) => leg === 'COLLECTION');
  const [place] = collection ? await openPlaces(world.vault, [collection]) : [];
  if (!place) throw new Refusal('BAD_INPUT', 'collection');
  const pickUp = await world.agencies.get(booking.journey.pickUp.agency);
  return bandOf(world.tariff.market(pickUp.country), await world.agencies.get(dropOffAgency), place.point, 'collection');
}
