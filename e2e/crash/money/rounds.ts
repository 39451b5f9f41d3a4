import { bookingSteps, changeSteps } from './bookingSteps.ts';
import { dropOff, holding, lettingGo, pickUp, trip } from './depositSteps.ts';
import { collecting, givingBack, long, paying, releasing, renewing, rented, takeBack } from './returnSteps.ts';
import { settlementSteps } from './settlementSteps.ts';
import type { Stage } from './stage.ts';
import type { Round } from './step.ts';

const hour = 3_600_000;
const today = new Date('2027-09-01T08:00Z');
const after = (at: Date, hours: number): Date => new Date(at.getTime() + hours * hour);

/** All of them, in the order in which a rental comes to them. */
export async function* rounds(stage: Stage): AsyncGenerator<Round> {
  await stage.moveTo(today);
  yield { name: 'Booking', steps: bookingSteps(stage) };
  yield { name: 'Changes', steps: [...changeSteps(stage), ...settlementSteps(stage)] };
  yield { name: 'The day before', steps: [holding(stage)], begin: () => stage.moveTo(after(pickUp, -20)) };
  yield { name: 'Letting go', steps: [lettingGo(stage)] };

  const trips = [long, long, trip, trip, trip, trip, trip, trip, trip, trip];
  const out = await rented(stage, trips, () => stage.moveTo(pickUp));
  await stage.moveTo(dropOff);
  const underWay = out.splice(2, 2);
  const back = out.splice(2);
  for (const rental of back) await takeBack(stage, rental);
  yield { name: 'The return', steps: [releasing(stage, underWay), paying(stage, back)] };

  const later = back.splice(2);
  yield { name: 'After the window', steps: [collecting(back)], begin: () => stage.moveTo(after(dropOff, 73)) };
  yield { name: 'A day before the card lets go', steps: [renewing(out)], begin: () => stage.moveTo(after(dropOff, 77)) };
  yield { name: 'Given back', steps: [givingBack(stage, later)] };
}
