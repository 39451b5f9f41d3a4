import { randomUUID } from 'node:crypto';
import type { Viewer } from '@ycyw/service/viewer';
import { v7 as uuidv7 } from 'uuid';
import { forgetPerson } from '../src/data/erasure.ts';
import { expireLapsed } from '../src/actions/expire.ts';
import { ada, claire, eventually, liveKey, marie, openAgency, sam, testKey, type House } from './agency.ts';
import { aPromotion, change, countOf, create, end, list, noah, quoteWith } from './promotions.ts';
import { aBooking, aDriver, aHold, book, cancel, stateOf } from './rental.ts';

let house: House;
beforeAll(async () => (house = await openAgency({ 'CDG EDMV': 60 })), 60_000);
afterAll(() => house.close());
beforeEach(() => {
  house.moveTo('2026-06-01T08:00:00Z');
});

const somebody = (): Partial<Viewer> => ({ id: randomUUID(), role: 'CUSTOMER', region: 'EU' });
/** A driver whom no other test knows. */
const aStranger = () => aDriver({ licenceNumber: randomUUID().slice(0, 12), email: `${randomUUID()}@example.com` });
const refused = 'PROMO_NOT_APPLICABLE';
const isQuote: unknown = expect.stringMatching(/^[\da-f-]{36}$/);

/** Books with a code; what came of it. */
async function bookWith(viewer: Partial<Viewer>, code: string, driver = aStranger()) {
  const quote = await quoteWith(house, viewer, code);
  const { data, errors } = await book(house, viewer, quote, driver);
  if (!(data as typeof data | null)) throw new Error(JSON.stringify([quote, errors]));
  return data.bookQuote;
}

test.each<[string, Record<string, unknown>, string, string]>([
  ['a limit of no uses', { usesLimit: 0 }, 'BAD_INPUT', 'usesLimit'],
  ['a limit of no uses each', { usesEach: 0 }, 'BAD_INPUT', 'usesEach'],
  ['a budget of nothing', { budgetMinor: 0 }, 'BAD_INPUT', 'budgetMinor'],
  ['days of booking that end before they begin', { bookedFrom: '2026-07-02', bookedTo: '2026-07-01' }, 'BAD_INPUT', 'bookedTo'],
  ['days of pick-up that end before they begin', { pickUpFrom: '2026-07-02', pickUpTo: '2026-07-01' }, 'BAD_INPUT', 'pickUpTo'],
  ['a class that does not exist', { classes: ['E***', '9***'] }, 'UNKNOWN_ACRISS', '9***'],
  ['a rate plan that does not exist', { ratePlans: ['NONE'] }, 'BAD_INPUT', 'ratePlans'],
  ['a country that is no market', { countries: ['ZZ'] }, 'BAD_INPUT', 'countries'],
  ['a code that is there', { code: 'WELCOME10' }, 'BAD_INPUT', 'code'],
  ['a code too short', { code: 'AB' }, 'BAD_INPUT', 'code'],
  ['a rate and an amount', { amountMinor: 500 }, 'BAD_INPUT', 'rate, amountMinor'],
  ['neither a rate nor an amount', { rate: null }, 'BAD_INPUT', 'rate, amountMinor'],
  ['all of the price', { rate: '1.0' }, 'BAD_INPUT', 'rate'],
  ['nothing of the price', { rate: '0.0' }, 'BAD_INPUT', 'rate'],
  ['a currency that nobody charges in', { currency: 'XAU' }, 'BAD_INPUT', 'currency'],
  ['no name', { nameEn: '  ' }, 'BAD_INPUT', 'nameEn'],
  ['a personal one under a chosen code', { audience: 'PERSONAL', bookingReference: 'YC-2222-22' }, 'BAD_INPUT', 'code'],
  ['a personal one for nobody', { audience: 'PERSONAL', code: null }, 'BAD_INPUT', 'bookingReference'],
  ['a personal one for a booking that is not there', { audience: 'PERSONAL', code: null, bookingReference: 'YC-2222-22' }, 'NOT_FOUND', ''],
])('no promotion with %s', async (_, input, code, reason) => {
  const answer = await create(house, noah, { code: `NEW-${uuidv7().slice(-8).toUpperCase()}`, ...input });
  expect(answer.code).toBe(code);
  expect(JSON.stringify(answer.errors[0]?.extensions)).toContain(reason);
});

test('managers make, change and end promotions, once for each key, and the audit trail is told; agents and renters do not', async () => {
  for (const [viewer, code] of [
    [{}, 'UNAUTHENTICATED'],
    [claire, 'FORBIDDEN'],
    [marie, 'FORBIDDEN'],
    [liveKey, 'FORBIDDEN'],
  ] as const) {
    expect((await create(house, viewer, { code: 'NOTYOURS' })).code).toBe(code);
    expect((await list(house, viewer)).code).toBe(code);
  }
  const idempotencyKey = uuidv7();
  const made = await create(house, noah, { code: ' spring ', usesLimit: 3, idempotencyKey });
  const again = await create(house, noah, { code: ' spring ', usesLimit: 3, idempotencyKey });
  expect(made.data?.createPromotion).toMatchObject({ code: 'SPRING', state: 'RUNNING', used: 0, usesLimit: 3 });
  expect(again.data).toEqual(made.data);
  const id = made.data?.createPromotion.id ?? '';
  expect((await change(house, marie, { id, usesLimit: 5 })).code).toBe('FORBIDDEN');
  expect((await change(house, noah, { id: uuidv7(), usesLimit: 5 })).code).toBe('NOT_FOUND');
  expect((await change(house, noah, { id, bookedTo: '2026-12-31', nameFr: 'Autre' })).data?.changePromotion).toMatchObject({
    ...{ name: 'Autre', usesLimit: 3, bookedTo: '2026-12-31' },
  });
  expect((await change(house, noah, { id, usesLimit: null })).data?.changePromotion.usesLimit).toBeNull();
  expect((await end(house, noah, id)).data?.endPromotion.state).toBe('ENDED');
  expect((await end(house, noah, id)).code).toBe('WRONG_STATE');
  expect((await change(house, noah, { id, usesLimit: 9 })).code).toBe('WRONG_STATE');
  expect((await house.actsOn(id)).map(({ action }) => action)).toEqual([
    ...['booking.promotion.created', 'booking.promotion.changed', 'booking.promotion.changed', 'booking.promotion.ended'],
  ]);
  expect((await list(house, ada)).data?.promotions.edges.map(({ node }) => node.code)).toContain('SPRING');
});

test('the codes from before still work, and what is unknown, ended, used up, planned or somebody else’s is answered alike', async () => {
  expect(await quoteWith(house, {}, ' welcome10 ')).toEqual(isQuote);
  const { code: ended, id } = await aPromotion(house);
  await end(house, noah, id);
  const { code: planned } = await aPromotion(house, { bookedFrom: '2026-06-02' });
  const { code: usedUp } = await aPromotion(house, { usesLimit: 1 });
  await bookWith({}, usedUp);
  const { code: returning } = await aPromotion(house, { audience: 'RETURNING' });
  const { code: partners } = await aPromotion(house, { audience: 'PARTNERS' });
  const { reference } = await aHold(house, sam);
  const personal = await aPromotion(house, { audience: 'PERSONAL', bookingReference: reference });
  expect(personal.code).toMatch(/^[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}$/);
  for (const code of ['NOSUCH', 'x'.repeat(200), ended, planned, usedUp, returning, partners, personal.code])
    for (const viewer of [{}, claire]) expect(await quoteWith(house, viewer, code)).toBe(refused);
  expect(await quoteWith(house, sam, personal.code)).toEqual(isQuote);
  expect(await quoteWith(house, liveKey, partners)).toEqual(isQuote);
});

test('a personal code is for the customer of a booking that the manager’s agency has; a guest has none', async () => {
  const guests = await aHold(house, {});
  const { reference } = await aHold(house, claire);
  const personal = (viewer: Partial<Viewer>, bookingReference: string) =>
    create(house, viewer, { audience: 'PERSONAL', bookingReference, usesLimit: 1 });
  expect((await personal(noah, guests.reference)).errors[0]?.extensions).toMatchObject({ code: 'BAD_INPUT', reason: 'bookingReference' });
  expect((await personal({ ...noah, agencies: ['LYS'] }, reference)).code).toBe('NOT_FOUND');
  const { data } = await personal(noah, reference);
  expect(data?.createPromotion.customer).toEqual({ id: claire.id });
  const elsewhere = { ...noah, region: 'UK' as const };
  expect((await list(house, elsewhere)).data?.promotions.edges.map(({ node }) => node.id)).not.toContain(data?.createPromotion.id);
  expect((await end(house, elsewhere, data?.createPromotion.id ?? '')).code).toBe('NOT_FOUND');
});

test('new customers have it once: on a second account the licence is the same, and who has booked is new no more', async () => {
  const { code, id } = await aPromotion(house, { audience: 'NEW_CUSTOMERS', usesEach: 9 });
  expect(await quoteWith(house, {}, code)).toBe(refused);
  const [newcomer, other] = [somebody(), somebody()];
  const both = [await quoteWith(house, newcomer, code), await quoteWith(house, newcomer, code)];
  const driver = aStranger();
  const answers = [];
  for (const quote of both) answers.push((await book(house, newcomer, quote, driver)).data.bookQuote.__typename);
  expect(answers).toEqual(['BookQuoteSuccess', 'QuoteChanged']);
  expect((await bookWith(other, code, aDriver({ licenceNumber: driver.licenceNumber.toLowerCase() }))).__typename).toBe('QuoteChanged');
  expect(await countOf(house, id)).toMatchObject({ used: 1, held: 1 });
  const regular = somebody();
  const before = await quoteWith(house, regular, code);
  await aBooking(house, regular);
  expect(await quoteWith(house, regular, code)).toBe(refused);
  expect((await book(house, regular, before, aStranger())).data.bookQuote.__typename).toBe('QuoteChanged');
});

test('returning customers have brought a car back', async () => {
  const { code } = await aPromotion(house, { audience: 'RETURNING' });
  const regular = somebody();
  const { id } = await aBooking(house, regular);
  expect(await quoteWith(house, regular, code)).toBe(refused);
  await house.db.$executeRaw`UPDATE booking SET state = 'RETURNED', vehicle_id = (SELECT id FROM vehicle LIMIT 1) WHERE id = ${id}::uuid`;
  expect(await quoteWith(house, regular, code)).toEqual(isQuote);
});

test('a guest has a code as often as it may be had, counted by e-mail address and by licence', async () => {
  const { code } = await aPromotion(house, { usesEach: 1 });
  const driver = aStranger();
  expect((await bookWith({}, code, driver)).__typename).toBe('BookQuoteSuccess');
  expect((await bookWith({}, code, aDriver({ email: driver.email.toUpperCase(), licenceNumber: 'OTHER-1' }))).__typename).toBe(
    'QuoteChanged',
  );
  expect(
    (
      await bookWith(
        {},
        code,
        aDriver({ email: 'another@example.com', licenceNumber: `${driver.licenceNumber.slice(0, 4)} ${driver.licenceNumber.slice(4)}` }),
      )
    ).__typename,
  ).toBe('QuoteChanged');
  expect((await bookWith({}, code)).__typename).toBe('BookQuoteSuccess');
});

test('ended or used up between quote and booking: the quote is made again without it, at the whole price', async () => {
  const [ended, usedUp] = [await aPromotion(house), await aPromotion(house, { usesLimit: 1 })];
  const quotes = [await quoteWith(house, claire, ended.code), await quoteWith(house, claire, usedUp.code)];
  await end(house, noah, ended.id);
  expect((await bookWith({}, usedUp.code)).__typename).toBe('BookQuoteSuccess');
  for (const quote of quotes) {
    const before = await house.db.booking.count();
    const { __typename, quote: again } = (await book(house, claire, quote)).data.bookQuote;
    expect(__typename).toBe('QuoteChanged');
    expect(await house.db.booking.count()).toBe(before);
    const row = await house.db.quote.findUniqueOrThrow({ where: { id: again?.id ?? '' } });
    expect(JSON.stringify(row.price)).not.toContain('PROMOTION');
    expect((await book(house, claire, again?.id ?? '', aStranger())).data.bookQuote.__typename).toBe('BookQuoteSuccess');
  }
});

test('a budget is kept to the minor unit, whatever each booking draws', async () => {
  const { code, id } = await aPromotion(house, { rate: '0.5' });
  await bookWith({}, code);
  const { given } = await countOf(house, id);
  expect(given).toBeGreaterThan(1000);
  await change(house, noah, { id, budgetMinor: 2 * given });
  expect((await change(house, noah, { id, budgetMinor: given - 1 })).code).toBe('BAD_INPUT');
  expect((await bookWith({}, code)).__typename).toBe('BookQuoteSuccess');
  expect(await quoteWith(house, {}, code)).toBe(refused);
  expect(await countOf(house, id)).toEqual({ used: 2, held: 2, given: 2 * given });
});

test('a hold that lapses or is cancelled gives its use back; a booking that stood has had it', async () => {
  const { code, id } = await aPromotion(house, { usesLimit: 3, usesEach: 1 });
  const driver = aStranger();
  await bookWith(claire, code, driver);
  house.moveTo('2026-06-01T08:16:00Z');
  await expireLapsed(house.world);
  expect(await countOf(house, id)).toEqual({ used: 0, held: 0, given: 0 });

  const dropped = await bookWith(claire, code, driver);
  await cancel(house, claire, { bookingId: dropped.booking?.id });
  expect(await countOf(house, id)).toMatchObject({ used: 0, held: 0 });

  const kept = await bookWith(claire, code, driver);
  await house.pay(kept.payment?.clientSecret ?? '');
  await eventually(
    () => stateOf(house, kept.booking?.id ?? ''),
    (state) => state === 'CONFIRMED',
  );
  await cancel(house, claire, { bookingId: kept.booking?.id });
  expect(await countOf(house, id)).toMatchObject({ used: 1, held: 1 });
  expect((await bookWith(claire, code, driver)).__typename).toBe('QuoteChanged');
});

test('money that comes after the hold holds the promotion again while one is left; else the card is let go', async () => {
  const { code, id } = await aPromotion(house, { usesLimit: 1, usesEach: 1 });
  const first = await bookWith(claire, code);
  house.moveTo('2026-06-01T08:16:00Z');
  await expireLapsed(house.world);
  await house.pay(first.payment?.clientSecret ?? '');
  await eventually(
    () => stateOf(house, first.booking?.id ?? ''),
    (state) => state === 'CONFIRMED',
  );
  expect(await countOf(house, id)).toMatchObject({ used: 1, held: 1 });

  const scarce = await aPromotion(house, { usesLimit: 1 });
  const late = await bookWith(claire, scarce.code);
  house.moveTo('2026-06-01T08:40:00Z');
  await expireLapsed(house.world);
  await bookWith({}, scarce.code);
  await house.pay(late.payment?.clientSecret ?? '');
  const payment = () => house.db.payment.findFirstOrThrow({ where: { bookingId: late.booking?.id ?? '' } });
  await eventually(payment, ({ state, voidDue }) => state === 'VOIDED' || voidDue);
  expect(await stateOf(house, late.booking?.id ?? '')).toBe('EXPIRED');
  expect(await countOf(house, scarce.id)).toMatchObject({ used: 1, held: 1 });
});

test('an amendment keeps the promotion, ended or not; a sandbox booking takes none', async () => {
  const { code, id } = await aPromotion(house, { usesLimit: 5, bookedTo: '2026-06-30' });
  const { booking, payment } = await bookWith(claire, code);
  await house.pay(payment?.clientSecret ?? '');
  await eventually(
    () => stateOf(house, booking?.id ?? ''),
    (state) => state === 'CONFIRMED',
  );
  await end(house, noah, id);
  const quoted = await house.ask<{ quoteAmendment: { price: { lines: { kind: string }[] } } }>(
    claire,
    `mutation ($input: QuoteAmendmentInput!) { quoteAmendment(input: $input) { ... on AmendmentQuote { price { lines { kind } } } } }`,
    { input: { bookingId: booking?.id, dropOffAt: '2026-07-20T10:00', idempotencyKey: uuidv7() } },
  );
  expect(quoted.data.quoteAmendment.price.lines.map(({ kind }) => kind)).toContain('PROMOTION');
  const trial = await aPromotion(house, { usesLimit: 1 });
  expect((await bookWith(testKey, trial.code)).__typename).toBe('BookQuoteSuccess');
  expect(await countOf(house, trial.id)).toEqual({ used: 0, held: 0, given: 0 });
});

test('a customer who is forgotten leaves no mark and no code of their own; their archive has held it', async () => {
  const gone = somebody();
  const { reference } = await aHold(house, gone);
  const personal = await aPromotion(house, { audience: 'PERSONAL', bookingReference: reference, usesEach: 1 });
  const { booking } = await bookWith(gone, personal.code);
  const { data } = await house.ask<{ _entities: [{ bookingRecords: { records: { kind: string; data: string }[] } }] }>(
    { role: 'SERVICE' },
    `query ($id: ID!) { _entities(representations: [{ __typename: "User", id: $id }]) { ... on User { bookingRecords { records { kind data } } } } }`,
    { id: gone.id },
  );
  expect(data._entities[0].bookingRecords.records.find(({ kind }) => kind === 'promotion')?.data).toContain(personal.code);
  const marks = async () =>
    (await house.db.promotionMark.findMany({ where: { bookingId: booking?.id ?? '' } })).map(({ mark }) =>
      Buffer.from(mark).toString('hex'),
    );
  const before = await marks();
  await house.world.sql.$transaction((tx) => forgetPerson(tx, String(gone.id), new Date()));
  expect((await marks()).filter((mark) => before.includes(mark))).toEqual([]);
  expect(await house.db.promotion.findUniqueOrThrow({ where: { id: personal.id } })).toMatchObject({ endedAt: expect.any(Date) as Date });
  expect((await house.db.promotion.findUniqueOrThrow({ where: { id: personal.id } })).customerId).not.toBe(gone.id);
});

test('the database itself refuses one use more than there may be, and a coin more than the budget', async () => {
  const { id } = await aPromotion(house, { usesLimit: 2, budgetMinor: 100 });
  await expect(house.db.$executeRaw`UPDATE promotion SET used = 3 WHERE id = ${id}::uuid`).rejects.toThrow('promotion_never_overused');
  await expect(house.db.$executeRaw`UPDATE promotion SET given_minor = 101 WHERE id = ${id}::uuid`).rejects.toThrow(
    'promotion_never_overspent',
  );
});
