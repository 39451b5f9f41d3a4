import { showDay, type Day } from './day.ts';
import type { Ask } from './graph.ts';
import { awaitingPayment, paymentStates } from './operations.ts';

const pauseMs = 20;
const patienceMs = 60_000;
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, pauseMs));

interface Waiting {
  bookings: { edges: { node: { id: string } }[] };
}

/** Waits until no booking of the agency from `day` on waits for its money, whose card has said yes. Throws after a minute. */
export async function untilAllConfirmed(agent: Ask, agency: string, day: Day): Promise<void> {
  const before = Date.now();
  for (;;) {
    const { bookings } = await agent<Waiting>(awaitingPayment, { agency, from: showDay(day) });
    const [waiting] = bookings.edges;
    if (!waiting) return;
    if (Date.now() - before > patienceMs) {
      throw new Error(`booking ${waiting.node.id} is paid and not confirmed after ${patienceMs / 1000} s`);
    }
    await pause();
  }
}

const taken = ['CAPTURED', 'PART_REFUNDED', 'REFUNDED'];

/** Waits until a payment of the booking has been captured. Throws after a minute. */
export async function untilCaptured(renter: Ask, reference: string, paymentId: string): Promise<void> {
  const before = Date.now();
  for (;;) {
    // The provider has yet to tell of it: not even the first look is worth its while before.
    await pause();
    const { booking } = await renter<{ booking: { payments: { id: string; state: string }[] } }>(paymentStates, { reference });
    if (booking.payments.some(({ id, state }) => id === paymentId && taken.includes(state))) return;
    if (Date.now() - before > patienceMs)
      throw new Error(`payment ${paymentId} of ${reference} is not captured after ${patienceMs / 1000} s`);
  }
}
