import { z } from 'zod';
import type { Ask } from '@ycyw/service/graph';

const stop = z.object({ at: z.string(), agency: z.object({ id: z.string() }) });
const shape = z.object({
  reference: z.string(),
  guestToken: z.string().nullish(),
  driver: z.object({ givenName: z.string(), email: z.string() }),
  pickUp: stop,
  dropOff: stop,
  vehicleClass: z.object({ id: z.string() }),
  price: z.object({ total: z.object({ minor: z.int(), currency: z.string() }) }),
});

export type MailedBooking = z.infer<typeof shape>;

/** All in booking's own hands, ids of other domains included: one fetch there, however many bookings. */
const selection = `{ reference guestToken driver { givenName email } pickUp { at agency { id } } dropOff { at agency { id } } vehicleClass { id } price { total { minor currency } } }`;

const most = 16;

/** One document for each number of bookings, which never changes: the router parses and plans it once. */
const documents = Array.from({ length: most + 1 }, (_, size) => {
  const slots = Array.from({ length: size }, (_, n) => String(n));
  const variables = slots.map((n) => `$r${n}: String!`).join(', ');
  return `query MailedBookings${String(size)}(${variables}) { ${slots.map((n) => `b${n}: booking(reference: $r${n}) ${selection}`).join(' ')} }`;
});

/** The bookings of these references; those the graph did not give, or gave in part only, are missing. */
export async function mailedBookings(ask: Ask, references: readonly string[]): Promise<Map<string, MailedBooking>> {
  const left = [...new Set(references)];
  const requests: Promise<Record<string, unknown>>[] = [];
  while (left.length > 0) {
    const some = left.splice(0, most);
    const variables = Object.fromEntries(some.map((reference, n) => [`r${String(n)}`, reference]));
    requests.push(ask(documents[some.length] ?? '', variables, 'en'));
  }
  const found = new Map<string, MailedBooking>();
  for (const data of await Promise.all(requests)) {
    for (const value of Object.values(data)) {
      const { data: booking } = shape.safeParse(value);
      if (booking) found.set(booking.reference, booking);
    }
  }
  return found;
}
