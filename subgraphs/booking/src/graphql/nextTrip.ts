import { Refusal } from '@ycyw/service/refusal';
import { requirePerson } from '@ycyw/service/viewer';
import { nextTripsFor } from '../actions/recommendation/nextTrips.ts';
import { monthOfYear } from './recommendation.ts';
import type { Context } from './context.ts';

/** Hours at which agencies are open; a search may choose others. */
const [pickUpHour, dropOffHour] = ['10:00', '10:00'];

/** User.nextTrips: one's own alone. */
export async function nextTrips({ id }: { id: string }, { first }: { first: number }, { world, viewer, language }: Context) {
  if (requirePerson(viewer).id !== id) throw new Refusal('NOT_FOUND');
  if (first < 1 || first > 5) throw new Refusal('BAD_INPUT', 'first 1…5');
  const trips = await nextTripsFor(world, viewer, first);
  return trips.map(({ agency, acriss, from, until, reason, on }) => {
    const month = monthOfYear(on, language);
    const again = language === 'fr' ? `Vous y étiez en ${month}` : `You were there in ${month}`;
    const searched = language === 'fr' ? 'Vous avez cherché ce voyage sans le réserver' : 'You searched for this trip without booking it';
    return {
      agency: { __typename: 'Agency', id: agency },
      vehicleClass: acriss && { __typename: 'VehicleClass', id: acriss },
      pickUpAt: `${from}T${pickUpHour}`,
      dropOffAt: `${until}T${dropOffHour}`,
      because: reason === 'AGAIN' ? again : searched,
    };
  });
}
