import { expireLapsed } from '../src/actions/expire.ts';
import { lockBooking } from '../src/data/booking.ts';
import { actOn } from '../src/payments/news.ts';
import { told as stripeTold } from '../src/payments/told.ts';
import { claire, eventually, openAgency, sam, type House } from './agency.ts';
import { aFlexHold, confirmed, payingThere } from './counter.ts';
import { gate, ledgerMistakes, oneAfterTheOther } from './interleaving.ts';
import { aQuote, book, cancel, ledgerAt, stateOf, type Trip } from './rental.ts';

let house: House;
beforeAll(async () => {
  house = await openAgency({ 'CDG CDMV': 1 });
});
afterAll(() => house.close());
beforeEach(() => {
  house.moveTo('2026-06-01T08:00:00Z');
});
afterEach(async () => {
  expect(await ledgerMistakes(house)).toEqual([]);
});

const small: Trip = { ...payingThere, acriss: ['CDMV'] };
const lapses = '2026-06-01T08:15:00Z';
const sold = async () => (await ledgerAt(house, 'CDG', 'CDMV', '2026-07-15T10:00:00Z')).sold;
const free = async (id: string) => {
  await cancel(house, claire, { bookingId: id });
  expect(await sold()).toBe(0);
};

test('a card that is saved a moment before the hold lapses: it is confirmed, and the sweep finds nothing to end', async () => {
  const hold = await aFlexHold(house, claire, small);
  house.moveTo(lapses);
  const closed = await gate(house, (tx) => lockBooking(tx, hold.id));
  await oneAfterTheOther(
    house,
    closed,
    () => house.confirm(hold.secret),
    () => expireLapsed(house.world),
  );
  expect(await stateOf(house, hold.id)).toBe('CONFIRMED');
  await free(hold.id);
});

test('a card that is saved a moment after it, and nobody has the car: it is held again and confirmed', async () => {
  const hold = await aFlexHold(house, claire, small);
  house.moveTo(lapses);
  const closed = await gate(house, (tx) => lockBooking(tx, hold.id));
  await oneAfterTheOther(
    house,
    closed,
    () => expireLapsed(house.world),
    () => house.confirm(hold.secret),
  );
  await confirmed(house, hold.id);
  expect(await sold()).toBe(1);
  await free(hold.id);
});

test('a card that is saved a moment after it, and another has the car: it stays lapsed and the renter is told', async () => {
  const rival = await aQuote(house, sam, small);
  await house.db.$executeRaw`UPDATE quote SET expires_at = '2026-06-02' WHERE id = ${rival}::uuid`;
  const hold = await aFlexHold(house, claire, small);
  house.moveTo(lapses);
  const theirs = (await book(house, sam, rival)).data.bookQuote.booking;
  await house.confirm(hold.secret);
  const told = await eventually(
    () => house.db.outbox.findMany({ where: { type: 'booking.holdLost' } }),
    (events) => events.length > 0,
  );
  expect(told.map(({ payload }) => payload)).toEqual([expect.objectContaining({ bookingId: hold.id })]);
  const setup = await house.world.stripe.setupIntents.retrieve(hold.secret.split('_secret_')[0] ?? '');
  await actOn(house.world, { type: 'setup_intent.succeeded', object: stripeTold(setup) });
  expect(await house.db.outbox.count({ where: { type: 'booking.holdLost' } })).toBe(1);
  expect([await stateOf(house, hold.id), await sold()]).toEqual(['EXPIRED', 1]);
  await cancel(house, sam, { bookingId: theirs?.id });
});

test('a card that is saved an hour late is saved too late, room or not', async () => {
  const hold = await aFlexHold(house, claire, small);
  house.moveTo('2026-06-01T09:15:01Z');
  await expireLapsed(house.world);
  await house.confirm(hold.secret);
  await eventually(
    () => house.db.outbox.count({ where: { type: 'booking.holdLost', payload: { path: ['bookingId'], equals: hold.id } } }),
    (count) => count === 1,
  );
  expect(await stateOf(house, hold.id)).toBe('EXPIRED');
});
