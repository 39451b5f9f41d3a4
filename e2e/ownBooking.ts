import type { Ask } from './replay/graph.ts';

interface Shown {
  state: string;
  vehicleClass: { id: string };
  price: { total: { minor: number } };
  payments: { kind: string; state: string }[];
  charges: { state: string; amount: { minor: number } }[];
}

const shownOf = `query Own($reference: String!) {
  booking(reference: $reference) {
    state vehicleClass { id } price { total { minor } } payments { kind state } charges { state amount { minor } }
  }
}`;

/** What its renter sees of a booking: its state, class and price, where the newest deposit stands, and the first charge. */
export async function ownBooking(renter: Ask, { reference }: { reference: string }) {
  const { booking } = await renter<{ booking: Shown }>(shownOf, { reference });
  const { state, vehicleClass, price, payments, charges } = booking;
  return {
    state,
    acriss: vehicleClass.id,
    totalMinor: price.total.minor,
    deposit: payments.findLast(({ kind }) => kind === 'DEPOSIT')?.state,
    charge: charges[0] && { state: charges[0].state, minor: charges[0].amount.minor },
  };
}
