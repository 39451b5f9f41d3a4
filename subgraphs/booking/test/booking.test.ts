import { jest } from '@jest/globals';
import pg from 'pg';
import { claire, eventually, openAgency, sam, type House } from './agency.ts';
import { aBooking, aDriver, aHold, aQuote, book, createQuote, ledgerAt, offerFor, search, stateOf } from './rental.ts';

let house: House;
beforeAll(async () => {
  house = await openAgency({ 'CDG EDMV': 3, 'CDG CDMV': 2, 'CDG SFAV': 1, 'LYS EDMV': 1, 'LHR EDMV': 2, 'JFK SCAV': 2 });
});
afterAll(() => house.close());
beforeEach(() => {
  house.moveTo('2026-06-01T08:00:00Z');
});

test('finds the free classes of an agency with their price, cheapest first', async () => {
  const { data } = await search(house);
  const offers = data.searchOffers.edges.map(({ node }) => node);
  expect(offers.map(({ vehicleClass }) => vehicleClass.id)).toEqual(['CDMV', 'EDMV', 'SFAV']);
  expect(offers.map(({ left }) => left)).toEqual([2, 3, 1]);
  for (const { price } of offers) expect(price.lines.reduce((sum, line) => sum + line.gross.minor, 0)).toBe(price.total.minor);
  expect(data.searchOffers.facets.find(({ name }) => name === 'category')?.values).toContainEqual({ value: 'E***', count: 1 });
});

test('adds the one-way, young-driver and out-of-hours lines where they apply', async () => {
  const plain = await offerFor(house, { acriss: ['EDMV'] });
  expect(plain.price.lines.map(({ kind }) => kind)).toEqual(['RENTAL', 'RENTAL', 'AIRPORT_SURCHARGE']);
  const loaded = await offerFor(house, { acriss: ['EDMV'], dropOffAgency: 'LYS', driverAge: 22, dropOffAt: '2026-07-18T23:45' });
  expect(loaded.price.lines.map(({ kind }) => kind)).toEqual([
    'RENTAL',
    'RENTAL',
    'ONE_WAY',
    'YOUNG_DRIVER',
    'OUT_OF_HOURS',
    'AIRPORT_SURCHARGE',
  ]);
});

test('prices in the currency of the agency, by the rate of the day', async () => {
  expect((await offerFor(house, { pickUpAgency: 'LHR' })).price.total.currency).toBe('GBP');
  expect((await offerFor(house, { pickUpAgency: 'JFK' })).price.total.currency).toBe('USD');
});

test.each([
  ['an unknown agency', { pickUpAgency: 'ZZZ' }, 'NOT_FOUND'],
  ['a return before the pick-up', { dropOffAt: '2026-07-13T10:00' }, 'PERIOD_EMPTY'],
  ['a pick-up in the past', { pickUpAt: '2026-05-01T10:00' }, 'PERIOD_IN_PAST'],
  ['a closed agency', { pickUpAt: '2026-07-14T03:00' }, 'AGENCY_CLOSED'],
  ['an unknown ACRISS code', { acriss: ['QQQQ'] }, 'UNKNOWN_ACRISS'],
  ['an hour that the clock change skips', { pickUpAt: '2027-03-28T02:30', dropOffAt: '2027-03-30T10:00' }, 'BAD_INPUT'],
])('refuses %s', async (_, wish, code) => {
  expect((await search(house, wish)).code).toBe(code);
});

test('a booking is held, paid by the signed webhook alone, confirmed, and told to the others', async () => {
  const hold = await aHold(house, claire, { acriss: ['EDMV'] });
  expect(hold.state).toBe('PENDING_PAYMENT');
  expect((await ledgerAt(house, 'CDG', 'EDMV', '2026-07-15T00:00Z')).sold).toBe(1);
  await house.pay(hold.payment.clientSecret);
  await eventually(
    () => stateOf(house, hold.id),
    (state) => state === 'CONFIRMED',
  );
  const events = await house.db.outbox.findMany({
    where: { payload: { path: ['bookingId'], equals: hold.id } },
    orderBy: { position: 'asc' },
  });
  expect(events.map(({ type }) => type)).toEqual(['booking.booked', 'booking.confirmed']);
  expect(JSON.stringify(events.map(({ payload }) => payload))).not.toMatch(/Renter|example\.com|12AB34567/);
  expect(await house.db.payment.findMany({ where: { bookingId: hold.id } })).toMatchObject([{ state: 'CAPTURED' }]);
});

test('the same key answers the same, with other input it is refused, and holds once', async () => {
  const quoteId = await aQuote(house, claire, { acriss: ['CDMV'], pickUpAt: '2026-08-01T10:00', dropOffAt: '2026-08-02T10:00' });
  const key = 'the-same-key-0001';
  const [one, two] = await Promise.all([book(house, claire, quoteId, aDriver(), key), book(house, claire, quoteId, aDriver(), key)]);
  expect(one.data.bookQuote.booking?.id).toBe(two.data.bookQuote.booking?.id);
  expect((await ledgerAt(house, 'CDG', 'CDMV', '2026-08-01T12:00Z')).sold).toBe(1);
  expect((await book(house, claire, quoteId, aDriver({ givenName: 'Clara' }), key)).code).toBe('IDEMPOTENCY_CONFLICT');
});

test('an expired quote comes back at the price of the day, and another age is priced again', async () => {
  const quoteId = await aQuote(house, claire, { acriss: ['EDMV'] });
  const young = await book(house, claire, quoteId, aDriver({ birthDate: '2003-07-15' }));
  expect(young.data.bookQuote.__typename).toBe('QuoteChanged');
  const child = await book(house, claire, quoteId, aDriver({ birthDate: '2005-07-15' }));
  expect(child.data.bookQuote).toMatchObject({ __typename: 'DriverNotEligible', minimumAge: 21 });
  house.moveTo('2026-06-01T08:15:00Z');
  const late = await book(house, claire, quoteId);
  expect(late.data.bookQuote.__typename).toBe('QuoteExpired');
  expect(late.data.bookQuote.quote?.id).not.toBe(quoteId);
});

test("nobody reads or books by somebody else's quote, offer or reference", async () => {
  const quoteId = await aQuote(house, claire, { acriss: ['EDMV'] });
  expect((await book(house, sam, quoteId)).code).toBe('NOT_FOUND');
  expect((await createQuote(house, sam, 'forged.offer')).code).toBe('NOT_FOUND');
  const booking = await aBooking(house, claire, { acriss: ['EDMV'], pickUpAt: '2026-09-01T10:00', dropOffAt: '2026-09-02T10:00' });
  const read = (viewer: object, guestToken?: string) =>
    house.ask<{ booking: { driver: { email: string } } | null }>(
      viewer,
      'query ($r: String!, $t: String) { booking(reference: $r, guestToken: $t) { driver { email } } }',
      { r: booking.reference, t: guestToken },
    );
  expect((await read(claire)).data.booking?.driver.email).toBe('claire.renter@example.com');
  expect((await read(sam)).code).toBe('NOT_FOUND');
  expect((await read({})).code).toBe('NOT_FOUND');
  expect((await read({}, 'AAAAAAAAAAAAAAAAAAAAAAAAAAA')).code).toBe('NOT_FOUND');
});

test('bookings that one document asks for by their references are read together, their drivers too', async () => {
  const where = { customerId: claire.id ?? '' };
  const [one, two] = (await house.db.booking.findMany({ where, take: 2 })).map(({ reference }) => reference);
  const asked = jest.spyOn(pg.Client.prototype, 'query');
  const { data } = await house.ask<Record<'a' | 'b' | 'again', { reference: string; driver: { email: string } }>>(
    claire,
    `query ($one: String!, $two: String!) {
      a: booking(reference: $one) { ...Told } b: booking(reference: $two) { ...Told } again: booking(reference: $one) { ...Told }
    }
    fragment Told on Booking { reference driver { email } }`,
    { one, two },
  );
  const statements = asked.mock.calls.map(([statement]) => (statement as { text?: string }).text ?? '');
  asked.mockRestore();
  expect([data.a.reference, data.b.reference, data.again.reference]).toEqual([one, two, one]);
  expect(data.b.driver.email).toBe('claire.renter@example.com');
  expect(statements.filter((text) => text.includes('WHERE reference'))).toHaveLength(1);
  expect(statements.filter((text) => text.includes('FROM driver'))).toHaveLength(1);
});

test('a guest opens the booking with the token of bookQuote', async () => {
  const hold = await aHold(house, {}, { acriss: ['CDMV'], pickUpAt: '2026-09-05T10:00', dropOffAt: '2026-09-06T10:00' });
  const read = await house.ask<{ booking: { state: string; payments: { clientSecret: string }[] } }>(
    {},
    'query ($r: String!, $t: String) { booking(reference: $r, guestToken: $t) { state payments { clientSecret } } }',
    { r: hold.reference, t: hold.guestToken },
  );
  expect(read.data.booking.payments[0]?.clientSecret).toMatch(/_secret_/);
});

test('resolves the bookings that other subgraphs point to in one query', async () => {
  const ids = (await house.db.booking.findMany({ where: { customerId: claire.id ?? '' }, select: { id: true } })).map(({ id }) => id);
  const { data } = await house.ask<{ _entities: ({ id: string } | null)[] }>(
    claire,
    'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Booking { id state } } }',
    { r: ids.map((id) => ({ __typename: 'Booking', id })) },
  );
  expect(data._entities.map((entity) => entity?.id)).toEqual(ids);
  const foreign = await house.ask<{ _entities: unknown[] }>(
    sam,
    'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Booking { id } } }',
    {
      r: ids.map((id) => ({ __typename: 'Booking', id })),
    },
  );
  expect(foreign.data._entities.every((entity) => entity === null)).toBe(true);
});

test("a guest's token is read by our own services alone, and only where there is a guest", async () => {
  const hold = await aHold(house, {}, { acriss: ['CDMV'], pickUpAt: '2026-10-05T10:00', dropOffAt: '2026-10-06T10:00' });
  const own = await aHold(house, claire, { acriss: ['CDMV'], pickUpAt: '2026-10-05T10:00', dropOffAt: '2026-10-06T10:00' });
  const read = async (viewer: object, reference: string, token?: string | null) =>
    (
      await house.ask<{ booking: { guestToken: string | null } }>(
        viewer,
        'query ($r: String!, $t: String) { booking(reference: $r, guestToken: $t) { guestToken } }',
        { r: reference, t: token },
      )
    ).data.booking.guestToken;
  expect(await read({ role: 'SERVICE' }, hold.reference)).toBe(hold.guestToken);
  expect(await read({ role: 'SERVICE' }, own.reference)).toBeNull();
  expect(await read({ role: 'AGENT', id: claire.id }, hold.reference)).toBeNull();
});

test('where a reference is taken another is drawn, and of the first try nothing is left', async () => {
  house.moveTo('2026-06-02T08:00:00Z');
  // Eight bookings from that day on, each in one of eight classes of references: hardly any is drawn right at once.
  await house.db.$executeRaw`
    CREATE UNIQUE INDEX few ON booking ((ascii(substr(reference, 4, 1)) % 8)) WHERE created_at >= '2026-06-02T00:00:00Z'::timestamptz`;
  const days = ['02', '04', '06', '08', '10', '12', '14', '16'];
  const holds = [];
  for (const day of days)
    holds.push(await aHold(house, {}, { acriss: ['EDMV'], pickUpAt: `2026-11-${day}T10:00`, dropOffAt: `2026-11-${day}T18:00` }));
  await house.db.$executeRaw`DROP INDEX few`;
  expect(new Set(holds.map(({ reference }) => reference)).size).toBe(days.length);
  for (const { id: bookingId, reference } of holds) {
    const events = await house.db.outbox.findMany({ where: { payload: { path: ['bookingId'], equals: bookingId } } });
    expect(events.map(({ payload }) => payload)).toMatchObject([{ reference }]);
    expect(await house.db.payment.count({ where: { bookingId } })).toBe(1);
  }
  for (const day of days) expect((await ledgerAt(house, 'CDG', 'EDMV', `2026-11-${day}T12:00Z`)).sold).toBe(1);
});
