import type { Viewer } from '@ycyw/service/viewer';
import { v7 as uuidv7 } from 'uuid';
import { ada, claire, eventually, liveKey, marie, openAgency, sam, testKey, type House } from './agency.ts';
import { aBooking, aHold, cancel, stateOf } from './rental.ts';

type Booked = Awaited<ReturnType<typeof aBooking>>;
type Who = [who: string, viewer: Partial<Viewer>];

const noah: Partial<Viewer> = { id: '019a0000-0000-7000-8000-000000000005', role: 'MANAGER', region: 'EU' };
const partner: Partial<Viewer> = { ...liveKey, id: uuidv7(), scopes: null };
const steppedUp = (viewer: Partial<Viewer>): Partial<Viewer> => ({ ...viewer, steppedUpAt: Date.now() });

let house: House;
let atParis: Booked;
let toLyon: Booked;
beforeAll(async () => {
  house = await openAgency({ 'CDG EDMV': 8, 'CDG CDMV': 4, 'LYS EDMV': 1, 'LHR EDMV': 2 });
  atParis = await aBooking(house, claire, { acriss: ['EDMV'] });
  toLyon = await aBooking(house, claire, { acriss: ['EDMV'], dropOffAgency: 'LYS' });
  await aBooking(house, sam, { acriss: ['EDMV'], pickUpAgency: 'LHR' });
});
afterAll(() => house.close());

const READ = 'query ($r: String!) { booking(reference: $r) { id state driver { email } customer { id } payments { state } } }';
const ENTITY = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Booking { id driver { email } } } }';
const LIST = 'query ($agency: String) { bookings(agency: $agency, first: 100) { totalCount edges { node { id } } } }';
const OF_USER = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on User { bookings { totalCount edges { node { id } } } } } }';
const AMEND = `mutation ($input: QuoteAmendmentInput!) { quoteAmendment(input: $input) { __typename ... on AmendmentQuote { id } } }`;
const desk = (name: string) => `mutation ($input: InspectionInput!) { ${name}(input: $input) { state } }`;
const NO_SHOW = 'mutation ($id: ID!, $key: String!) { markNoShow(bookingId: $id, idempotencyKey: $key) { state } }';

interface Listed {
  totalCount: number;
  edges: { node: { id: string } }[];
}
const read = (viewer: Partial<Viewer>, { reference }: Booked) =>
  house.ask<{ booking: { id: string } | null }>(viewer, READ, { r: reference });
const entity = (viewer: Partial<Viewer>, { id }: Booked) =>
  house.ask<{ _entities: ({ id: string } | null)[] }>(viewer, ENTITY, { r: [{ __typename: 'Booking', id }] });
const list = (viewer: Partial<Viewer>, agency?: string) => house.ask<{ bookings: Listed } | null>(viewer, LIST, { agency });
const ofUser = (viewer: Partial<Viewer>, id = claire.id) =>
  house.ask<{ _entities: [{ bookings: Listed | null } | null] }>(viewer, OF_USER, { r: [{ __typename: 'User', id }] });
const quoteChange = (viewer: Partial<Viewer>, { id: bookingId }: Booked) =>
  house.ask(viewer, AMEND, { input: { bookingId, acriss: 'CDMV', idempotencyKey: uuidv7() } });
const inspection = (bookingId: string, vehicleId = uuidv7()) => ({
  input: { bookingId, vehicleId, odometerKm: 1, fuelEighths: 8, idempotencyKey: uuidv7() },
});
const idsOf = ({ edges }: Listed): string[] => edges.map(({ node }) => node.id);

const ofParis: Who[] = [
  ['its renter', claire],
  ["staff of the agency's region", marie],
  ['a manager of the agency', { ...noah, region: 'US', agencies: ['CDG'] }],
  ['an admin of any region', ada],
];
const strangersOfParis: Who[] = [
  ['another renter', sam],
  ['staff of another region', { ...marie, region: 'UK' }],
  ["staff of another of the region's agencies", { ...marie, agencies: ['LYS'] }],
  ['staff of no agency any more', { ...noah, agencies: [] }],
  ['another partner', partner],
  ["another partner's key", liveKey],
  ['a test key', testKey],
];

test.each(ofParis)('%s sees the booking by its reference and as an entity', async (_, viewer) => {
  expect((await read(viewer, atParis)).data.booking).toMatchObject({ id: atParis.id, driver: { email: expect.any(String) as string } });
  expect((await entity(viewer, atParis)).data._entities).toMatchObject([{ id: atParis.id }]);
});

test.each([...strangersOfParis, ['nobody', {}] as Who])('to %s the booking is not there', async (_, viewer) => {
  expect(await read(viewer, atParis)).toMatchObject({ code: 'NOT_FOUND', data: { booking: null } });
  expect((await entity(viewer, atParis)).data._entities).toEqual([null]);
});

test.each(strangersOfParis)('%s can do nothing with it, stepped up or not', async (_, plain) => {
  const viewer = steppedUp(plain);
  expect((await cancel(house, viewer, { bookingId: atParis.id })).code).toBe('NOT_FOUND');
  expect((await quoteChange(viewer, atParis)).code).toBe('NOT_FOUND');
  const atDesk = viewer.role === 'CUSTOMER' || viewer.role === 'PARTNER' ? 'FORBIDDEN' : 'NOT_FOUND';
  for (const name of ['handOverVehicle', 'takeBackVehicle']) {
    expect((await house.ask(viewer, desk(name), inspection(atParis.id))).code).toBe(atDesk);
  }
  expect((await house.ask(viewer, NO_SHOW, { id: atParis.id, key: uuidv7() })).code).toBe(atDesk);
  expect(await stateOf(house, atParis.id)).toBe('CONFIRMED');
});

test('nobody does nothing with it, and is told to sign in where a token would not help', async () => {
  expect((await cancel(house, {}, { bookingId: atParis.id })).code).toBe('NOT_FOUND');
  expect((await cancel(house, {}, { bookingId: atParis.id, guestToken: 'AAAAAAAAAAAAAAAAAAAAAAAAAAA' })).code).toBe('NOT_FOUND');
  expect((await quoteChange({}, atParis)).code).toBe('NOT_FOUND');
  expect((await list({})).code).toBe('UNAUTHENTICATED');
  expect((await ofUser({})).code).toBe('UNAUTHENTICATED');
  expect((await house.ask({}, desk('handOverVehicle'), inspection(atParis.id))).code).toBe('UNAUTHENTICATED');
});

test('a one-way rental is of the staff where it begins and where it ends', async () => {
  const lyon = { ...marie, agencies: ['LYS'] };
  expect((await read(lyon, toLyon)).data.booking?.id).toBe(toLyon.id);
  expect(idsOf((await list(lyon)).data?.bookings ?? { totalCount: 0, edges: [] })).toEqual([toLyon.id]);
  expect((await quoteChange(lyon, toLyon)).code).toBeUndefined();
});

test.each<[string, Partial<Viewer>, number]>([
  ['a renter: their own', claire, 2],
  ['another renter: their own', sam, 1],
  ['staff of a region: that begin or end there', marie, 2],
  ['staff of another region', { ...marie, region: 'UK' }, 1],
  ['staff of one agency', { ...marie, agencies: ['LYS'] }, 1],
  ['staff of no agency', { ...marie, agencies: [] }, 0],
  ['an admin: all', ada, 3],
  ['a partner: their own', partner, 0],
])('lists for %s, and counts no others', async (_, viewer, count) => {
  const { data } = await list(viewer);
  expect(data?.bookings.totalCount).toBe(count);
  expect(data?.bookings.edges).toHaveLength(count);
});

test("an agency that is not one's own is NOT_FOUND to staff, like one that is not there", async () => {
  expect((await list(marie, 'CDG')).data?.bookings.totalCount).toBe(2);
  for (const [viewer, code] of [
    [marie, 'LHR'],
    [marie, 'ZZZ'],
    [{ ...marie, agencies: ['LYS'] }, 'CDG'],
  ] as const) {
    expect((await list(viewer, code)).code).toBe('NOT_FOUND');
  }
  expect((await list(ada, 'LHR')).data?.bookings.totalCount).toBe(1);
});

test('the last day of a list lasts as long as the agency’s clocks say, 25 hours where they go back', async () => {
  const { id } = await aBooking(
    house,
    { ...sam, region: 'EU', id: uuidv7() },
    { acriss: ['EDMV'], pickUpAt: '2026-10-25T23:15', dropOffAt: '2026-10-27T10:00' },
  );
  const on = (from: string, to: string) =>
    house.ask<{ bookings: Listed }>(
      marie,
      'query ($from: LocalDate, $to: LocalDate) { bookings(agency: "CDG", from: $from, to: $to, first: 100) { totalCount edges { node { id } } } }',
      { from, to },
    );
  expect(idsOf((await on('2026-10-25', '2026-10-25')).data.bookings)).toEqual([id]);
  expect(idsOf((await on('2026-10-26', '2026-10-26')).data.bookings)).toEqual([]);
});

test('a list goes by where bookings end, soonest return first, where that is asked for', async () => {
  const stay = { acriss: ['EDMV'], pickUpAgency: 'CDG', dropOffAgency: 'LYS', pickUpAt: '2026-11-02T10:00' };
  const book = (dropOffAt: string) => aBooking(house, { ...sam, region: 'EU', id: uuidv7() }, { ...stay, dropOffAt });
  const [late, soon] = [await book('2026-11-09T10:00'), await book('2026-11-05T10:00')];
  const listed = (agency: string, more = '') =>
    house.ask<{ bookings: Listed & { pageInfo: { endCursor: string } } }>(
      marie,
      `query ($agency: String!) { bookings(agency: $agency, by: DROP_OFF, from: "2026-11-04" ${more}) { totalCount pageInfo { endCursor } edges { node { id } } } }`,
      { agency },
    );
  const first = (await listed('LYS', 'first: 1')).data.bookings;
  expect([idsOf(first), first.totalCount]).toEqual([[soon.id], 2]);
  expect(idsOf((await listed('LYS', `after: "${first.pageInfo.endCursor}"`)).data.bookings)).toEqual([late.id]);
  expect(idsOf((await listed('CDG')).data.bookings)).toEqual([]);
});

test("a person's bookings are for that person, and for staff as far as they are theirs", async () => {
  expect((await ofUser(claire)).data._entities[0]?.bookings?.totalCount).toBe(2);
  expect((await ofUser(marie)).data._entities[0]?.bookings?.totalCount).toBe(2);
  expect((await ofUser({ ...marie, agencies: ['LYS'] })).data._entities[0]?.bookings?.edges).toEqual([{ node: { id: toLyon.id } }]);
  expect((await ofUser({ ...marie, region: 'UK' })).data._entities[0]?.bookings?.totalCount).toBe(0);
  for (const viewer of [sam, partner, liveKey]) {
    expect(await ofUser(viewer)).toMatchObject({ code: 'NOT_FOUND', data: { _entities: [{ bookings: null }] } });
  }
});

test('staff give money back after a step-up alone, the renter without', async () => {
  const wish = { acriss: ['CDMV'] };
  const [one, two] = [await aBooking(house, claire, wish), await aBooking(house, claire, wish)];
  expect((await cancel(house, marie, { bookingId: one.id })).code).toBe('STEP_UP_REQUIRED');
  const longAgo = { ...marie, steppedUpAt: Date.now() - 5 * 60_000 };
  expect((await cancel(house, longAgo, { bookingId: one.id })).code).toBe('STEP_UP_REQUIRED');
  expect(await stateOf(house, one.id)).toBe('CONFIRMED');
  expect((await cancel(house, steppedUp(marie), { bookingId: one.id })).data.cancelBooking.booking.state).toBe('CANCELLED');
  expect((await cancel(house, claire, { bookingId: two.id })).data.cancelBooking.booking.state).toBe('CANCELLED');
  expect(await house.actsOn(one.id)).toMatchObject([
    { action: 'booking.booking.cancelled', actorId: marie.id, actorRole: 'AGENT', subjectKind: 'booking', region: 'EU' },
  ]);
  expect(await house.actsOn(two.id)).toEqual([]);
});

test('a change by which staff give money back needs a step-up too', async () => {
  const booking = await aBooking(house, claire, { acriss: ['EDMV'], pickUpAt: '2026-09-01T10:00', dropOffAt: '2026-09-06T10:00' });
  const { data } = await house.ask<{ quoteAmendment: { id: string } }>(marie, AMEND, {
    input: { bookingId: booking.id, dropOffAt: '2026-09-03T10:00', idempotencyKey: uuidv7() },
  });
  const amend = 'mutation ($input: AmendBookingInput!) { amendBooking(input: $input) { __typename } }';
  const input = { amendmentQuoteId: data.quoteAmendment.id, idempotencyKey: uuidv7() };
  expect((await house.ask(marie, amend, { input })).code).toBe('STEP_UP_REQUIRED');
  expect((await house.ask(sam, amend, { input })).code).toBe('NOT_FOUND');
  expect((await house.ask(steppedUp(marie), amend, { input })).code).toBeUndefined();
});

test('what the desk and staff do is told to the audit trail once, whatever is repeated', async () => {
  const booking = await aBooking(house, claire, { acriss: ['CDMV'], pickUpAt: '2026-08-01T10:00', dropOffAt: '2026-08-03T10:00' });
  const late = await aHold(house, claire, { acriss: ['CDMV'], pickUpAt: '2026-08-01T10:00', dropOffAt: '2026-08-03T10:00' });
  await house.pay(late.payment.clientSecret);
  await eventually(
    () => stateOf(house, late.id),
    (state) => state === 'CONFIRMED',
  );
  const quoted = await house.ask<{ quoteAmendment: { id: string } }>(marie, AMEND, {
    input: { bookingId: booking.id, dropOffAt: '2026-08-04T10:00', idempotencyKey: uuidv7() },
  });
  const amend = 'mutation ($input: AmendBookingInput!) { amendBooking(input: $input) { __typename } }';
  const change = { input: { amendmentQuoteId: quoted.data.quoteAmendment.id, idempotencyKey: uuidv7() } };
  for (let n = 0; n < 2; n += 1) expect((await house.ask(marie, amend, change)).code).toBeUndefined();
  house.moveTo('2026-08-01T09:00:00Z');
  const unit = inspection(booking.id, house.units.get('CDG CDMV')?.[0]);
  for (const name of ['handOverVehicle', 'takeBackVehicle']) {
    for (let n = 0; n < 2; n += 1) expect((await house.ask(marie, desk(name), unit)).code).toBeUndefined();
  }
  expect((await house.ask(marie, NO_SHOW, { id: late.id, key: uuidv7() })).code).toBeUndefined();
  const did = async (id: string) => (await house.actsOn(id)).map(({ action }) => String(action).split('.').pop());
  expect(await did(booking.id)).toEqual(['amended', 'handedOver', 'takenBack']);
  expect(await did(late.id)).toEqual(['noShow']);
});
