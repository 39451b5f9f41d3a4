import { v7 as uuidv7 } from 'uuid';
import { claire, liveKey, marie, openAgency, sam, type House } from './agency.ts';
import { handOver, sweep } from './counter.ts';
import {
  alternatives,
  answer,
  anOffer,
  approve,
  damage,
  fresh,
  idOf,
  manager,
  newsOf,
  offer,
  otherManager,
  settlementsSeen,
  sweepAll,
} from './downgrade.ts';
import { ledgerMistakes } from './interleaving.ts';
import { aBooking, aHold, cancel, ledgerAt, stateOf, totals } from './rental.ts';

let house: House;
beforeEach(async () => {
  house = await openAgency({ 'CDG SFAV': 2, 'CDG EDMV': 2, 'CDG PFAV': 1, 'CDG LFAV': 1, 'CDG PFDC': 1, 'LYS SFAV': 1 });
});
afterEach(async () => {
  expect(await ledgerMistakes(house)).toEqual([]);
  await house.close();
});

const suv = { acriss: ['SFAV'] };
const agent = fresh(marie);
const july = '2026-07-15T00:00Z';
const rowOf = (id: string) => house.db.booking.findUniqueOrThrow({ where: { id } });
const refundsOf = (bookingId: string) => house.db.refund.findMany({ where: { bookingId } });

/** A booking whose car was damaged. */
async function aHomelessBooking() {
  const booking = await aBooking(house, claire, suv);
  await damage(house, 'CDG SFAV', [0, 1]);
  await sweepAll(house);
  expect(await stateOf(house, booking.id)).toBe('REACCOMMODATION');
  return booking;
}

test('a better class at no cost: accepted in one tap, the booking stands at its price and dates, and no sweep takes it back', async () => {
  const booking = await aHomelessBooking();
  const before = await rowOf(booking.id);
  const made = await anOffer(house, booking.id, 'REACCOMMODATION', 'PFAV');
  expect(made).toMatchObject({ state: 'OFFERED', refund: null, difference: { minor: 0 } });
  expect(await ledgerAt(house, 'CDG', 'PFAV', july)).toEqual({ supply: 1, sold: 1 });
  expect(await newsOf(house, 'booking.settlementOffered', booking.id)).toMatchObject([{ settlementId: made.id, conversationId: null }]);
  const answered = await answer(house, claire, made.id);
  expect(answered.data?.answerSettlement).toMatchObject({
    state: 'ACCEPTED',
    booking: { state: 'CONFIRMED', vehicleClass: { id: 'PFAV' } },
  });
  await damage(house, 'CDG SFAV', [0, 1], 3);
  await sweepAll(house);
  const after = await rowOf(booking.id);
  expect(after).toMatchObject({ state: 'CONFIRMED', acriss: 'PFAV', totalMinor: before.totalMinor, pickUpAt: before.pickUpAt });
  expect(after.price).toEqual(before.price);
  expect(await refundsOf(booking.id)).toEqual([]);
  expect(await ledgerAt(house, 'CDG', 'PFAV', july)).toEqual({ supply: 1, sold: 1 });
  expect(await newsOf(house, 'booking.settlementAnswered', booking.id)).toMatchObject([{ accepted: true, refundMinor: 0 }]);
});

test('a lesser class and the difference back: the price is the lesser one’s, the refund what is between, at Stripe too', async () => {
  const booking = await aHomelessBooking();
  const paid = booking.payment.amount.minor;
  const made = await anOffer(house, booking.id, 'REFUND_DIFFERENCE', 'EDMV');
  const back = made.refund?.minor ?? 0;
  expect(back).toBeGreaterThan(0);
  await answer(house, claire, made.id);
  const row = await rowOf(booking.id);
  expect([row.state, row.acriss, Number(row.totalMinor)]).toEqual(['CONFIRMED', 'EDMV', paid - back]);
  const { lines, totalMinor } = row.price as unknown as { lines: { grossMinor: number }[]; totalMinor: number };
  expect([lines.reduce((sum, { grossMinor }) => sum + grossMinor, 0), totalMinor]).toEqual([paid - back, paid - back]);
  await sweepAll(house);
  expect(await refundsOf(booking.id)).toMatchObject([{ amountMinor: BigInt(back), state: 'SUCCEEDED', reason: `DOWNGRADE ${made.id}` }]);
  expect((await totals(house))['eur']).toMatchObject({ captured: paid, refunded: back });
  const left = await cancel(house, claire, { bookingId: booking.id });
  expect(left.data.cancelBooking.refund?.amount.minor).toBe(paid - back);
});

test('a booking that stands is offered another class as well: what it held is free for others then', async () => {
  const [first, second] = [await aBooking(house, claire, suv), await aBooking(house, sam, suv)];
  const made = await anOffer(house, second.id, 'REACCOMMODATION', 'PFAV');
  await damage(house, 'CDG SFAV', [0]);
  await answer(house, sam, made.id);
  await sweepAll(house);
  expect([await stateOf(house, first.id), await stateOf(house, second.id)]).toEqual(['CONFIRMED', 'CONFIRMED']);
  expect(await ledgerAt(house, 'CDG', 'SFAV', july)).toEqual({ supply: 1, sold: 1 });
});

test('declined: what was held is free again and the booking waits as before', async () => {
  const booking = await aHomelessBooking();
  const made = await anOffer(house, booking.id, 'REACCOMMODATION', 'PFAV');
  expect((await answer(house, claire, made.id, false)).data?.answerSettlement.state).toBe('DECLINED');
  expect(await stateOf(house, booking.id)).toBe('REACCOMMODATION');
  expect(await ledgerAt(house, 'CDG', 'PFAV', july)).toEqual({ supply: 1, sold: 0 });
  expect((await answer(house, claire, made.id)).code).toBe('WRONG_STATE');
  await anOffer(house, booking.id, 'REACCOMMODATION', 'PFAV');
});

test('it ends after a day or at the pick-up, and whoever was told is told; at the desk after the pick-up it stands for half an hour', async () => {
  const booking = await aHomelessBooking();
  const made = await anOffer(house, booking.id, 'REACCOMMODATION', 'PFAV');
  expect(new Date(made.expiresAt)).toEqual(new Date('2026-06-02T08:00:00Z'));
  house.moveTo('2026-06-02T08:00:00Z');
  expect((await answer(house, claire, made.id)).code).toBe('OFFER_EXPIRED');
  await sweepAll(house);
  await sweepAll(house);
  expect(await newsOf(house, 'booking.settlementExpired', booking.id)).toMatchObject([{ settlementId: made.id, cause: 'LAPSED' }]);
  expect((await answer(house, claire, made.id)).code).toBe('OFFER_EXPIRED');
  house.moveTo('2026-07-13T20:00:00Z');
  const late = await anOffer(house, booking.id, 'REACCOMMODATION', 'PFAV');
  expect(new Date(late.expiresAt)).toEqual(new Date('2026-07-14T08:00:00Z'));
  house.moveTo('2026-07-14T08:10:00Z');
  await sweepAll(house);
  const found = (await alternatives(house, marie, booking.id)).data?.settlementAlternatives ?? [];
  const better = found.find(({ offer: { vehicleClass } }) => vehicleClass.id === 'PFAV');
  const input = { bookingId: booking.id, kind: 'REACCOMMODATION', alternativeOfferId: better?.offer.id };
  const atDesk = (await offer(house, marie, input)).data?.offerSettlement;
  expect(new Date(atDesk?.expiresAt ?? 0)).toEqual(new Date('2026-07-14T08:40:00Z'));
  expect((await answer(house, marie, atDesk?.id ?? '')).data?.answerSettlement.booking.state).toBe('CONFIRMED');
  await sweep(house);
  expect((await handOver(house, booking.id)).data).toMatchObject({ handOverVehicle: { state: 'IN_PROGRESS' } });
});

test('what is free now is shown to staff with what it comes to, in the order of how it is offered', async () => {
  const booking = await aHomelessBooking();
  const { data } = await alternatives(house, marie, booking.id);
  expect(
    data?.settlementAlternatives.map(({ kind, needsManager, offer: { vehicleClass } }) => [kind, vehicleClass.id, needsManager]),
  ).toEqual([
    ['REACCOMMODATION', 'PFAV', false],
    ['REACCOMMODATION', 'LFAV', true],
    ['REFUND_DIFFERENCE', 'EDMV', false],
  ]);
  expect((await alternatives(house, { ...marie, agencies: ['LYS'] }, booking.id)).code).toBe('NOT_FOUND');
  expect((await alternatives(house, claire, booking.id)).code).toBe('FORBIDDEN');
});

describe('beyond the agent’s limit', () => {
  test.each([
    ['an upgrade of three categories', 'SFAV', 'REACCOMMODATION', 'LFAV'],
    ['a large refund', 'PFDC', 'REFUND_DIFFERENCE', 'EDMV'],
  ])('%s waits for a manager, unseen by the renter, and is told once approved', async (_, booked, kind, given) => {
    const booking = await aBooking(house, claire, { acriss: [booked] });
    const made = await anOffer(house, booking.id, kind, given);
    expect(made.state).toBe('AWAITING_APPROVAL');
    expect((await settlementsSeen(house, claire, booking.reference)).data.booking.settlements).toEqual([]);
    expect((await answer(house, claire, made.id)).code).toBe('NOT_FOUND');
    expect(await newsOf(house, 'booking.settlementOffered', booking.id)).toEqual([]);
    const list = await house.ask<{
      settlementsToApprove: { totalCount: number; edges: { node: { id: string; booking: { reference: string } } }[] };
    }>(manager, 'query { settlementsToApprove { totalCount edges { node { id booking { reference } } } } }');
    expect(list.data.settlementsToApprove).toEqual({
      totalCount: 1,
      edges: [{ node: { id: made.id, booking: { reference: booking.reference } } }],
    });
    const elsewhere = await house.ask({ ...manager, agencies: ['LYS'] }, 'query { settlementsToApprove { totalCount } }');
    expect(elsewhere.data).toEqual({ settlementsToApprove: { totalCount: 0 } });
    expect((await approve(house, { ...fresh(manager), agencies: ['LYS'] }, made.id)).code).toBe('NOT_FOUND');
    expect((await approve(house, marie, made.id)).code).toBe('FORBIDDEN');
    expect((await approve(house, fresh(manager), made.id)).data?.approveSettlement.state).toBe('OFFERED');
    expect(await newsOf(house, 'booking.settlementOffered', booking.id)).toHaveLength(1);
    expect((await approve(house, fresh(otherManager), made.id)).code).toBe('WRONG_STATE');
    expect((await answer(house, claire, made.id)).data?.answerSettlement.booking.vehicleClass.id).toBe(given);
    const acts = (await house.actsOn(booking.id)).map(({ action, actorId }) => [action, actorId]);
    expect(acts).toEqual([
      ['booking.booking.settlementOffered', marie.id],
      ['booking.booking.settlementApproved', manager.id],
    ]);
  });

  test('who refuses it ends it, and the renter never hears of it', async () => {
    const booking = await aBooking(house, claire, suv);
    const made = await anOffer(house, booking.id, 'REACCOMMODATION', 'LFAV');
    expect((await approve(house, manager, made.id, false)).data?.approveSettlement.state).toBe('DECLINED');
    expect(await ledgerAt(house, 'CDG', 'LFAV', july)).toEqual({ supply: 1, sold: 0 });
    expect((await settlementsSeen(house, claire, booking.reference)).data.booking.settlements).toEqual([]);
    expect((await settlementsSeen(house, marie, booking.reference)).data.booking.settlements).toHaveLength(1);
  });

  test('nobody approves their own, though they became a manager since; a manager’s own goes straight out', async () => {
    const booking = await aBooking(house, claire, suv);
    const made = await anOffer(house, booking.id, 'REACCOMMODATION', 'LFAV');
    expect((await approve(house, { ...fresh(marie), role: 'MANAGER' }, made.id)).code).toBe('FORBIDDEN');
    await expect(house.db.$executeRaw`UPDATE settlement SET approved_by = offered_by WHERE id = ${made.id}::uuid`).rejects.toThrow(
      /settlement_of_two_people/,
    );
    await approve(house, manager, made.id, false);
    expect((await anOffer(house, booking.id, 'REACCOMMODATION', 'LFAV', { by: fresh(manager) })).state).toBe('OFFERED');
  });
});

describe('refuses to offer', () => {
  const offering = async (bookingId: string, kind: string, alternativeOfferId: unknown, by = agent) =>
    (await offer(house, by, { bookingId, kind, alternativeOfferId })).code;

  test('what is no offer of this journey', async () => {
    const booking = await aBooking(house, claire, suv);
    const other = (trip: object) => idOf(house, 'EDMV', trip);
    expect(await offering(booking.id, 'REFUND_DIFFERENCE', null)).toBe('BAD_INPUT');
    expect(await offering(booking.id, 'REFUND_DIFFERENCE', 'made-up.offer')).toBe('NOT_FOUND');
    expect(await offering(booking.id, 'REACCOMMODATION', await idOf(house, 'SFAV', { pickUpAgency: 'LYS' }))).toBe('BAD_INPUT');
    expect(await offering(booking.id, 'REFUND_DIFFERENCE', await other({ dropOffAgency: 'LYS' }))).toBe('BAD_INPUT');
    expect(await offering(booking.id, 'REFUND_DIFFERENCE', await other({ pickUpAt: '2026-07-14T11:00' }))).toBe('BAD_INPUT');
    expect(await offering(booking.id, 'REFUND_DIFFERENCE', await other({ dropOffAt: '2026-07-17T10:00' }))).toBe('BAD_INPUT');
    const stale = await other({});
    house.moveTo('2026-06-01T08:31:00Z');
    expect(await offering(booking.id, 'REFUND_DIFFERENCE', stale)).toBe('OFFER_EXPIRED');
  });

  test('a lesser class as re-accommodation, a better and dearer one as a refund, the booked class itself', async () => {
    const booking = await aBooking(house, claire, suv);
    expect(await offering(booking.id, 'REACCOMMODATION', await idOf(house, 'EDMV'))).toBe('BAD_INPUT');
    expect(await offering(booking.id, 'REFUND_DIFFERENCE', await idOf(house, 'LFAV'))).toBe('BAD_INPUT');
    expect(await offering(booking.id, 'REACCOMMODATION', await idOf(house, 'SFAV'))).toBe('BAD_INPUT');
  });

  test('a second one while one is open', async () => {
    const booking = await aBooking(house, claire, suv);
    const another = await idOf(house, 'EDMV');
    const made = await anOffer(house, booking.id, 'REACCOMMODATION', 'PFAV');
    expect(await offering(booking.id, 'REFUND_DIFFERENCE', another)).toBe('WRONG_STATE');
    await expect(
      house.db.$executeRaw`
        INSERT INTO settlement SELECT (s).* FROM (SELECT jsonb_populate_record(s, jsonb_build_object('id', ${uuidv7()}::text)) AS s FROM settlement s WHERE id = ${made.id}::uuid) one`,
    ).rejects.toThrow(/settlement_one_open/);
  });

  test('the last car that somebody else has just taken', async () => {
    const booking = await aBooking(house, claire, suv);
    const last = await idOf(house, 'PFAV');
    await aHold(house, sam, { acriss: ['PFAV'] });
    expect(await offering(booking.id, 'REACCOMMODATION', last)).toBe('OFFER_EXPIRED');
  });

  test('whoever may not: other agencies’ staff, renters, partners, without a step-up, and for one’s own booking', async () => {
    const booking = await aBooking(house, claire, suv);
    const lesser = await idOf(house, 'EDMV');
    expect(await offering(booking.id, 'REFUND_DIFFERENCE', lesser, { ...agent, agencies: ['LYS'] })).toBe('NOT_FOUND');
    expect(await offering(booking.id, 'REFUND_DIFFERENCE', lesser, claire)).toBe('FORBIDDEN');
    expect(await offering(booking.id, 'REFUND_DIFFERENCE', lesser, liveKey)).toBe('FORBIDDEN');
    expect(await offering(booking.id, 'REFUND_DIFFERENCE', lesser, {})).toBe('UNAUTHENTICATED');
    expect(await offering(booking.id, 'REFUND_DIFFERENCE', lesser, marie)).toBe('STEP_UP_REQUIRED');
    expect(await offering(uuidv7(), 'REFUND_DIFFERENCE', lesser)).toBe('NOT_FOUND');
    const own = await aBooking(house, { ...claire, id: marie.id ?? null }, suv);
    expect(await offering(own.id, 'REFUND_DIFFERENCE', lesser)).toBe('FORBIDDEN');
  });

  test('a hold that is not paid, what is under way, and what is over', async () => {
    const hold = await aHold(house, claire, suv);
    const lesser = await idOf(house, 'EDMV');
    expect(await offering(hold.id, 'REFUND_DIFFERENCE', lesser)).toBe('WRONG_STATE');
    const booking = await aBooking(house, sam, suv);
    await cancel(house, sam, { bookingId: booking.id });
    expect(await offering(booking.id, 'REFUND_DIFFERENCE', lesser)).toBe('WRONG_STATE');
  });
});

describe('the answer', () => {
  test('is the renter’s alone, or the desk’s on their word, which needs a step-up where money goes back and is audited', async () => {
    const booking = await aBooking(house, claire, suv);
    const made = await anOffer(house, booking.id, 'REFUND_DIFFERENCE', 'EDMV');
    expect((await answer(house, sam, made.id)).code).toBe('NOT_FOUND');
    expect((await answer(house, { ...claire, id: marie.id ?? null }, made.id)).code).toBe('NOT_FOUND');
    expect((await answer(house, {}, made.id)).code).toBe('NOT_FOUND');
    expect((await answer(house, { ...marie, agencies: ['LYS'] }, made.id)).code).toBe('NOT_FOUND');
    expect((await answer(house, claire, uuidv7())).code).toBe('NOT_FOUND');
    expect((await answer(house, marie, made.id)).code).toBe('STEP_UP_REQUIRED');
    expect((await answer(house, agent, made.id)).data?.answerSettlement.state).toBe('ACCEPTED');
    expect((await house.actsOn(booking.id)).map(({ action }) => action)).toEqual([
      'booking.booking.settlementOffered',
      'booking.booking.settlementAccepted',
    ]);
  });

  test('of who offered it and rents it is refused, whichever account it is', async () => {
    const booking = await aBooking(house, claire, suv);
    const made = await anOffer(house, booking.id, 'REFUND_DIFFERENCE', 'EDMV');
    await house.db.settlement.update({ where: { id: made.id }, data: { offeredBy: claire.id ?? '' } });
    expect((await answer(house, claire, made.id)).code).toBe('FORBIDDEN');
    await house.db.settlement.update({ where: { id: made.id }, data: { offeredBy: marie.id ?? '', approvedBy: claire.id ?? '' } });
    expect((await answer(house, claire, made.id)).code).toBe('FORBIDDEN');
  });

  test('of a guest comes with the booking’s token', async () => {
    const booking = await aBooking(house, {}, suv);
    const made = await anOffer(house, booking.id, 'REACCOMMODATION', 'PFAV');
    const guestToken = booking.guestToken ?? null;
    expect((await settlementsSeen(house, {}, booking.reference, guestToken)).data.booking.settlements).toHaveLength(1);
    expect((await answer(house, {}, made.id, true, { guestToken: 'not-the-one' })).code).toBe('NOT_FOUND');
    expect((await answer(house, {}, made.id, true, { guestToken })).data?.answerSettlement.booking.state).toBe('CONFIRMED');
  });

  test('is given once: repeated by its key it is the same, by another refused, after cancelling or a hand-over too late', async () => {
    const booking = await aBooking(house, claire, suv);
    const made = await anOffer(house, booking.id, 'REFUND_DIFFERENCE', 'EDMV');
    const key = uuidv7();
    expect((await answer(house, claire, made.id, true, { key })).data?.answerSettlement.state).toBe('ACCEPTED');
    expect((await answer(house, claire, made.id, true, { key })).data?.answerSettlement.state).toBe('ACCEPTED');
    expect((await answer(house, claire, made.id, false, { key })).code).toBe('IDEMPOTENCY_CONFLICT');
    expect((await answer(house, claire, made.id)).code).toBe('WRONG_STATE');
    expect(await refundsOf(booking.id)).toHaveLength(1);
    const second = await aBooking(house, sam, suv);
    const offered = await anOffer(house, second.id, 'REACCOMMODATION', 'PFAV');
    await cancel(house, sam, { bookingId: second.id });
    expect((await answer(house, sam, offered.id)).code).toBe('OFFER_EXPIRED');
    expect(await ledgerAt(house, 'CDG', 'PFAV', july)).toEqual({ supply: 1, sold: 0 });
    expect(await newsOf(house, 'booking.settlementExpired', second.id)).toMatchObject([{ cause: 'BOOKING_CHANGED' }]);
  });
});

test('what is offered ends by itself when the car that was booked is handed over after all', async () => {
  const booking = await aBooking(house, claire, suv);
  house.moveTo('2026-07-14T07:30:00Z');
  await sweep(house);
  const made = await anOffer(house, booking.id, 'REACCOMMODATION', 'PFAV');
  await handOver(house, booking.id);
  expect((await answer(house, claire, made.id)).code).toBe('WRONG_STATE');
  await sweepAll(house);
  expect((await settlementsSeen(house, claire, booking.reference)).data.booking.settlements).toMatchObject([{ state: 'EXPIRED' }]);
  expect(await ledgerAt(house, 'CDG', 'PFAV', july)).toEqual({ supply: 1, sold: 0 });
});

test('the offered car is damaged too: the offer goes before whoever is confirmed in that class, and its renter is told', async () => {
  const booking = await aBooking(house, claire, suv);
  const made = await anOffer(house, booking.id, 'REFUND_DIFFERENCE', 'EDMV');
  const confirmed = await aBooking(house, sam, { acriss: ['EDMV'] });
  await damage(house, 'CDG EDMV', [0]);
  await sweepAll(house);
  expect(await stateOf(house, confirmed.id)).toBe('CONFIRMED');
  expect(await newsOf(house, 'booking.settlementExpired', booking.id)).toMatchObject([{ settlementId: made.id, cause: 'CAR_GONE' }]);
  expect((await answer(house, claire, made.id)).code).toBe('OFFER_EXPIRED');
});
