import { meeting } from '@ycyw/service/testing/meeting';
import { readmit } from '../src/actions/reaccommodate.ts';
import { expireLapsed } from '../src/actions/expire.ts';
import { lockBooking } from '../src/data/booking.ts';
import { claire, eventually, marie, openAgency, type House } from './agency.ts';
import { account, payAtDesk } from './counter.ts';
import { answer, anOffer, damage, fresh, idOf, manager, newsOf, offer, sweepAll } from './downgrade.ts';
import { gate, ledgerMistakes, noteDeadlocks, oneAfterTheOther } from './interleaving.ts';
import { aBooking, aDriver, aQuote, book, cancel, ledgerAt, stateOf, totals } from './rental.ts';
import { wireOf } from './wire.ts';

let house: House;
beforeEach(async () => {
  house = await openAgency({ 'CDG SFAV': 2, 'CDG EDMV': 2, 'CDG PFAV': 1 });
});
afterEach(async () => {
  expect(await ledgerMistakes(house)).toEqual([]);
  await house.close();
});

const suv = { acriss: ['SFAV'] };
const july = '2026-07-15T00:00Z';
const settlementOf = (id: string) => house.db.settlement.findUniqueOrThrow({ where: { id } });
const givenBack = async (bookingId: string) =>
  (await house.db.refund.findMany({ where: { bookingId } })).reduce((sum, { amountMinor }) => sum + Number(amountMinor), 0);
const closed = (id: string) => gate(house, (tx) => lockBooking(tx, id));

test('two acceptances at once: one moves the money, the other is told that it was answered', async () => {
  const booking = await aBooking(house, claire, suv);
  const made = await anOffer(house, booking.id, 'REFUND_DIFFERENCE', 'EDMV');
  const [one, two] = await oneAfterTheOther(
    house,
    await closed(booking.id),
    () => answer(house, claire, made.id),
    () => answer(house, fresh(marie), made.id),
  );
  expect([one.data?.answerSettlement.state, two.code]).toEqual(['ACCEPTED', 'WRONG_STATE']);
  expect(await givenBack(booking.id)).toBe(made.refund?.minor);
});

test('the control: answering without the lock gives the difference back twice', async () => {
  const booking = await aBooking(house, claire, suv);
  const made = await anOffer(house, booking.id, 'REFUND_DIFFERENCE', 'EDMV');
  await house.db.$executeRaw`CREATE TABLE naive_refund (settlement uuid)`;
  const met = meeting();
  const naive = async (): Promise<void> => {
    const { state } = await settlementOf(made.id);
    await met();
    if (state !== 'OFFERED') return;
    await house.db.$executeRaw`INSERT INTO naive_refund VALUES (${made.id}::uuid)`;
    await house.db.$executeRaw`UPDATE settlement SET state = 'ACCEPTED', ended_at = now() WHERE id = ${made.id}::uuid`;
  };
  await Promise.all([naive(), naive()]);
  const rows = await house.db.$queryRaw<unknown[]>`SELECT 1 FROM naive_refund`;
  expect(rows.length).toBeGreaterThan(1);
  await house.db.$executeRaw`UPDATE settlement SET state = 'OFFERED', ended_at = NULL WHERE id = ${made.id}::uuid`;
});

test.each(['accepts', 'is swept'])('an acceptance against the end of the offer, who %s first: one outcome', async (first) => {
  const booking = await aBooking(house, claire, suv);
  const made = await anOffer(house, booking.id, 'REFUND_DIFFERENCE', 'EDMV');
  house.moveTo('2026-06-02T08:00:01Z');
  // The renter's clock says that there is still time.
  await house.db.settlement.update({ where: { id: made.id }, data: { expiresAt: new Date('2026-06-02T08:00:00Z') } });
  const late = () => answer(house, claire, made.id);
  const end = () => expireLapsed(house.world);
  const at = await closed(booking.id);
  if (first === 'accepts') await oneAfterTheOther(house, at, late, end);
  else await oneAfterTheOther(house, at, end, late);
  expect([(await settlementOf(made.id)).state, await givenBack(booking.id)]).toEqual(['EXPIRED', 0]);
  expect(await newsOf(house, 'booking.settlementExpired', booking.id)).toHaveLength(1);
});

test('accepted in time, a sweep that had seen it lapse leaves it alone', async () => {
  const booking = await aBooking(house, claire, suv);
  const made = await anOffer(house, booking.id, 'REFUND_DIFFERENCE', 'EDMV');
  const at = await closed(booking.id);
  const accepted = answer(house, claire, made.id);
  await at.open();
  await accepted;
  house.moveTo('2026-06-02T08:00:01Z');
  await sweepAll(house);
  expect([(await settlementOf(made.id)).state, await stateOf(house, booking.id)]).toEqual(['ACCEPTED', 'CONFIRMED']);
});

test.each(['accepts', 'cancels'])('an acceptance against a cancellation, who %s first: what was paid goes back once', async (first) => {
  const booking = await aBooking(house, claire, suv);
  const made = await anOffer(house, booking.id, 'REFUND_DIFFERENCE', 'EDMV');
  const yes = () => answer(house, claire, made.id);
  const no = () => cancel(house, claire, { bookingId: booking.id });
  const at = await closed(booking.id);
  if (first === 'accepts') await oneAfterTheOther(house, at, yes, no);
  else await oneAfterTheOther(house, at, no, yes);
  const state = first === 'accepts' ? 'ACCEPTED' : 'EXPIRED';
  expect([await stateOf(house, booking.id), (await settlementOf(made.id)).state]).toEqual(['CANCELLED', state]);
  expect(await givenBack(booking.id)).toBe(booking.payment.amount.minor);
  expect(await ledgerAt(house, 'CDG', 'EDMV', july)).toEqual({ supply: 2, sold: 0 });
});

test('a hundred renters without a car are offered the same last one at once: one of them has it', async () => {
  const crowd = 100;
  await house.close();
  house = await openAgency({ 'CDG SFAV': crowd, 'CDG PFAV': 1 });
  const noted = noteDeadlocks(house.world);
  const quotes = await Promise.all(Array.from({ length: crowd }, () => aQuote(house, claire, { ...suv, ratePlans: ['FLEX'] })));
  const made = await Promise.all(quotes.map((quote) => book(house, claire, quote, aDriver())));
  const ids = made.flatMap(({ data }) => data.bookQuote.booking?.id ?? []);
  await house.db.$executeRaw`UPDATE booking SET state = 'CONFIRMED', held_until = NULL WHERE id = ANY(${ids}::uuid[])`;
  await damage(house, 'CDG SFAV', [...Array(crowd).keys()]);
  await sweepAll(house);
  expect(await house.db.booking.count({ where: { state: 'REACCOMMODATION' } })).toBe(crowd);
  const alternativeOfferId = await idOf(house, 'PFAV');
  const answers = await Promise.all(
    ids.map((bookingId) => offer(house, marie, { bookingId, kind: 'REACCOMMODATION', alternativeOfferId })),
  );
  const offered = answers.flatMap(({ data }) => data?.offerSettlement.id ?? []);
  expect(offered).toHaveLength(1);
  expect(answers.filter(({ code }) => code === 'OFFER_EXPIRED')).toHaveLength(crowd - 1);
  await Promise.all(offered.map((id) => answer(house, claire, id)));
  expect(await house.db.booking.count({ where: { state: 'CONFIRMED', acriss: 'PFAV' } })).toBe(1);
  expect(await ledgerAt(house, 'CDG', 'PFAV', july)).toEqual({ supply: 1, sold: 1 });
  expect(noted).toEqual([]);
}, 120_000);

test('Stripe silent, or the process dead, after the acceptance: the difference goes back once, later', async () => {
  const wire = await wireOf(house);
  const booking = await aBooking(house, claire, suv);
  const made = await anOffer(house, booking.id, 'REFUND_DIFFERENCE', 'EDMV');
  wire.faults.down = (call) => /^POST \/v1\/refunds$/.test(call);
  expect((await answer(house, claire, made.id)).data?.answerSettlement.state).toBe('ACCEPTED');
  expect(await house.db.refund.findMany({ where: { bookingId: booking.id } })).toMatchObject([{ state: 'PENDING' }]);
  wire.mend();
  await house.db.$executeRaw`UPDATE refund SET retry_at = NULL`;
  await sweepAll(house);
  await sweepAll(house);
  expect(await house.db.refund.findMany({ where: { bookingId: booking.id } })).toMatchObject([{ state: 'SUCCEEDED' }]);
  expect((await totals(house))['eur']?.refunded).toBe(made.refund?.minor);
  await wire.close();
});

describe('paid at hand-over', () => {
  async function aFlexBooking() {
    const { data } = await book(house, claire, await aQuote(house, claire, { ...suv, ratePlans: ['FLEX'] }));
    const { booking, cardSetup } = data.bookQuote;
    if (!booking) throw new Error('not booked');
    await house.confirm(cardSetup?.clientSecret ?? '');
    await eventually(
      () => stateOf(house, booking.id),
      (state) => state === 'CONFIRMED',
    );
    return booking;
  }

  test('nothing paid yet: nothing goes back, less is due', async () => {
    const booking = await aFlexBooking();
    const before = (await account(house, claire, booking.reference)).due.minor;
    const made = await anOffer(house, booking.id, 'REFUND_DIFFERENCE', 'EDMV', { by: fresh(manager) });
    expect([made.refund?.minor, made.difference.minor > 0]).toEqual([0, true]);
    await answer(house, claire, made.id);
    expect(await account(house, claire, booking.reference)).toMatchObject({ due: { minor: before - made.difference.minor }, refunds: [] });
  });

  test('all paid at the desk since it was offered: what is then too much goes back', async () => {
    const booking = await aFlexBooking();
    const made = await anOffer(house, booking.id, 'REFUND_DIFFERENCE', 'EDMV', { by: fresh(manager) });
    await payAtDesk(house, booking.id, (await account(house, claire, booking.reference)).due.minor);
    expect((await answer(house, claire, made.id)).data?.answerSettlement.refund?.minor).toBe(made.difference.minor);
    expect(await account(house, claire, booking.reference)).toMatchObject({
      due: { minor: 0 },
      refunds: [{ amount: { minor: made.difference.minor } }],
    });
  });
});

const change = async (bookingId: string, more: Record<string, unknown>) => {
  const quoted = await house.ask<{ quoteAmendment: { id: string; difference: { minor: number } } }>(
    claire,
    'mutation ($input: QuoteAmendmentInput!) { quoteAmendment(input: $input) { ... on AmendmentQuote { id difference { minor } } } }',
    { input: { bookingId, idempotencyKey: crypto.randomUUID(), ...more } },
  );
  const { id, difference } = quoted.data.quoteAmendment;
  const amended = await house.ask(claire, 'mutation ($input: AmendBookingInput!) { amendBooking(input: $input) { __typename } }', {
    input: { amendmentQuoteId: id, idempotencyKey: crypto.randomUUID() },
  });
  return { difference: difference.minor, code: amended.code };
};

test('a change of the booking ends what was offered for the old one; while one is being paid, nothing is offered', async () => {
  const booking = await aBooking(house, claire, suv);
  const made = await anOffer(house, booking.id, 'REACCOMMODATION', 'PFAV');
  await change(booking.id, { dropOffAt: '2026-07-17T10:00' });
  expect((await answer(house, claire, made.id)).code).toBe('OFFER_EXPIRED');
  expect(await ledgerAt(house, 'CDG', 'PFAV', july)).toEqual({ supply: 1, sold: 0 });
  const trip = { dropOffAt: '2026-07-17T10:00' };
  const alternativeOfferId = await idOf(house, 'PFAV', trip);
  expect((await change(booking.id, { dropOffAt: '2026-07-25T10:00' })).difference).toBeGreaterThan(0);
  expect((await offer(house, marie, { bookingId: booking.id, kind: 'REACCOMMODATION', alternativeOfferId })).code).toBe('WRONG_STATE');
});

test('who was given a better class changes the dates at the booked class’s price', async () => {
  const booking = await aBooking(house, claire, suv);
  const plain = await aBooking(house, claire, suv);
  const made = await anOffer(house, booking.id, 'REACCOMMODATION', 'PFAV');
  await answer(house, claire, made.id);
  const shorter = { dropOffAt: '2026-07-16T10:00' };
  const [mine, theirs] = [await change(booking.id, shorter), await change(plain.id, shorter)];
  expect(mine.difference).toBe(theirs.difference);
  expect(await house.db.booking.findUniqueOrThrow({ where: { id: booking.id } })).toMatchObject({ acriss: 'PFAV' });
});

test('the booked class is there again while another is offered: the booking stands, and the renter may still choose', async () => {
  const booking = await aBooking(house, claire, suv);
  await damage(house, 'CDG SFAV', [0, 1]);
  await sweepAll(house);
  const made = await anOffer(house, booking.id, 'REACCOMMODATION', 'PFAV');
  await house.event('fleet.vehicles.changed', {
    agency: 'CDG',
    vehicles: [{ id: house.units.get('CDG SFAV')?.[0], acriss: 'SFAV', agency: 'CDG', state: 'AVAILABLE', version: 3, absences: [] }],
  });
  await readmit(house.world);
  expect(await stateOf(house, booking.id)).toBe('CONFIRMED');
  await answer(house, claire, made.id);
  expect(await ledgerAt(house, 'CDG', 'SFAV', july)).toEqual({ supply: 1, sold: 0 });
});
