import type { Viewer } from '@ycyw/service/viewer';
import { eventually, openAgency, type House } from './agency.ts';
import { answer, anOffer, fresh, manager } from './downgrade.ts';
import { book, cancel, createQuote, offerFor, stateOf, totals } from './rental.ts';
import { anEarner, aShop, balance, unsound } from './shop.ts';

let house: House;
beforeAll(async () => {
  house = await openAgency({ 'CDG SFAV': 10, 'CDG EDMV': 10 });
});
afterAll(() => house.close());
afterEach(async () => expect(await unsound(house)).toEqual([]));

const suv = { acriss: ['SFAV'] };
const cashbackMinor = 3000;

/** A booking of a better class, paid with cashback and the rest by card, or where `plan` says so at the hand-over. */
async function paidWithCashback(renter: Partial<Viewer>, plan: 'PREPAID' | 'FLEX' = 'PREPAID') {
  const offer = await offerFor(house, { ...suv, ratePlans: [plan] });
  const { data: quoted } = await createQuote(house, renter, offer.id, { useCashback: true });
  const { data } = await book(house, renter, quoted.createQuote.quote?.id ?? '');
  const { booking, payment, cardSetup } = data.bookQuote;
  const secret = payment?.clientSecret ?? cardSetup?.clientSecret ?? '';
  await (payment ? house.pay(secret) : house.confirm(secret));
  const { id = '', reference = '' } = booking ?? {};
  await eventually(
    () => stateOf(house, id),
    (state) => state === 'CONFIRMED',
  );
  return { id, reference, totalMinor: offer.price.total.minor };
}

const shopOf = () => aShop(house, { rates: [{ basisPoints: 5000 }] });
const backAtStripe = async (): Promise<number> => (await totals(house))['eur']?.refunded ?? 0;
const priceShown = async (renter: Partial<Viewer>, reference: string) => {
  const { data } = await house.ask<{
    booking: { price: Record<'total' | 'due', { minor: number }> & { cashback: { minor: number } | null } };
  }>(
    renter,
    'query ($reference: String!) { booking(reference: $reference) { price { total { minor } due { minor } cashback { minor } } } }',
    { reference },
  );
  const { total, due, cashback } = data.booking.price;
  return { total: total.minor, due: due.minor, cashback: cashback?.minor ?? null };
};

test('a settlement gives the difference back to card and cashback as they paid, as a cancellation does', async () => {
  const { renter } = await anEarner(house, await shopOf(), cashbackMinor);
  const { id, reference, totalMinor } = await paidWithCashback(renter);
  const before = await backAtStripe();
  const made = await anOffer(house, id, 'REFUND_DIFFERENCE', 'EDMV');
  const back = made.refund?.minor ?? 0;
  expect(back).toBeGreaterThan(0);
  await answer(house, renter, made.id);
  const toWallet = Math.floor((back * cashbackMinor) / totalMinor);
  expect(toWallet).toBeGreaterThan(0);
  expect(await balance(house, renter)).toEqual([toWallet, 0, 0]);
  expect((await backAtStripe()) - before).toBe(back - toWallet);
  expect(await priceShown(renter, reference)).toEqual({
    total: totalMinor - back,
    due: totalMinor - back - cashbackMinor,
    cashback: cashbackMinor,
  });
  // What was paid and is left of it goes back to where it came from.
  await cancel(house, renter, { bookingId: id });
  expect(await balance(house, renter)).toEqual([cashbackMinor, 0, 0]);
  expect((await backAtStripe()) - before).toBe(totalMinor - cashbackMinor);
});

test('where the rest is paid at hand-over only cashback beyond the lesser price goes back', async () => {
  const { renter } = await anEarner(house, await shopOf(), cashbackMinor);
  const { id } = await paidWithCashback(renter, 'FLEX');
  const before = await backAtStripe();
  const made = await anOffer(house, id, 'REFUND_DIFFERENCE', 'EDMV', { trip: { ratePlans: ['FLEX'] } });
  await answer(house, renter, made.id);
  expect(await balance(house, renter)).toEqual([0, 0, 0]);
  expect(await backAtStripe()).toBe(before);
  const whole = await anEarner(house, await shopOf(), 90_000);
  const paid = await paidWithCashback(whole.renter, 'FLEX');
  expect(await balance(house, whole.renter)).toEqual([90_000 - paid.totalMinor, 0, 0]);
  const lesser = await anOffer(house, paid.id, 'REFUND_DIFFERENCE', 'EDMV', { trip: { ratePlans: ['FLEX'] }, by: fresh(manager) });
  await answer(house, whole.renter, lesser.id);
  expect(lesser.refund?.minor).toBeGreaterThan(0);
  expect(await balance(house, whole.renter)).toEqual([90_000 - paid.totalMinor + (lesser.refund?.minor ?? 0), 0, 0]);
  expect(await backAtStripe()).toBe(before);
});
