import { compact } from '../src/data/compaction.ts';
import { makeRoom, readmit } from '../src/actions/reaccommodate.ts';
import { ada, claire, marie, openAgency, sam, type House } from './agency.ts';
import { aBooking, cancel, ledgerAt, search, stateOf } from './rental.ts';

let house: House;
beforeEach(async () => {
  house = await openAgency({ 'CDG EDMV': 1, 'LHR EDMV': 1 });
});
afterEach(() => house.close());

const manager = { ...marie, role: 'MANAGER' as const, agencies: ['CDG'] };
const wish = { acriss: ['EDMV'] };

interface Step {
  from: string;
  supply: number;
  sold: number;
  allowance: number;
}
const steps = 'from supply sold allowance';
const allow = (viewer: object, allowance: number, agency = 'CDG', acriss = 'EDMV') =>
  house.ask<{ setAllowance: Step[] }>(
    viewer,
    `mutation ($agency: String!, $acriss: String!, $allowance: Int!) { setAllowance(agency: $agency, acriss: $acriss, allowance: $allowance) { ${steps} } }`,
    { agency, acriss, allowance },
  );
const availability = (viewer: object, from: string, to: string, agency = 'CDG', acriss = 'EDMV') =>
  house.ask<{ availability: Step[] }>(
    viewer,
    `query ($agency: String!, $acriss: String!, $from: LocalDate!, $to: LocalDate!) {
      availability(agency: $agency, acriss: $acriss, from: $from, to: $to) { ${steps} } }`,
    { agency, acriss, from, to },
  );

test('a manager allows one more than there is, and taking that back lets the newest go', async () => {
  await aBooking(house, claire, wish);
  expect((await search(house, wish)).data.searchOffers.totalCount).toBe(0);
  const allowed = (await allow(manager, 1)).data.setAllowance;
  expect(allowed[0]).toEqual({ from: '2026-05-31T22:00:00Z', supply: 1, sold: 0, allowance: 0 });
  expect(allowed[1]).toEqual({ from: '2026-06-01T08:00:00Z', supply: 1, sold: 0, allowance: 1 });
  const second = await aBooking(house, sam, wish);
  await expect(aBooking(house, claire, wish)).rejects.toThrow('no offer');
  await allow(manager, 0);
  await makeRoom(house.world);
  expect(await stateOf(house, second.id)).toBe('REACCOMMODATION');
  await allow(manager, 1);
  await readmit(house.world);
  expect(await stateOf(house, second.id)).toBe('CONFIRMED');
  const acts = await house.db.outbox.findMany({ where: { type: 'booking.act.audited' }, orderBy: { position: 'asc' } });
  expect(acts.map(({ payload }) => payload)).toMatchObject(
    [1, 0, 1].map((allowance) => ({ action: 'booking.allowance.set', detail: { agency: 'CDG', acriss: 'EDMV', allowance } })),
  );
});

test('allowed once more, the same is allowed, and no more is sold for it', async () => {
  await aBooking(house, claire, wish);
  const [once, again] = [(await allow(manager, 1)).data.setAllowance, (await allow(manager, 1)).data.setAllowance];
  house.moveTo('2026-06-01T09:00:00Z');
  const later = (await allow(manager, 1)).data.setAllowance;
  expect([again, later]).toEqual([once, once]);
  await aBooking(house, sam, wish);
  await expect(aBooking(house, claire, wish)).rejects.toThrow('no offer');
});

test('staff read a class by days of its own agency, one step wherever a figure changes', async () => {
  await aBooking(house, claire, wish);
  const regretted = await aBooking(house, sam, { ...wish, pickUpAt: '2026-07-20T10:00', dropOffAt: '2026-07-21T10:00' });
  await cancel(house, sam, { bookingId: regretted.id });
  expect((await availability(manager, '2026-07-13', '2026-08-01')).data.availability).toEqual([
    { from: '2026-07-12T22:00:00Z', supply: 1, sold: 0, allowance: 0 },
    { from: '2026-07-14T08:00:00Z', supply: 1, sold: 1, allowance: 0 },
    { from: '2026-07-18T09:00:00Z', supply: 1, sold: 0, allowance: 0 },
  ]);
  expect((await availability(manager, '2026-07-13', '2026-07-20', 'CDG', 'CDMV')).data.availability).toEqual([]);
});

test('whoever does not manage there changes nothing, and nonsense is refused', async () => {
  const asked: [object, string | undefined][] = [
    [{}, 'UNAUTHENTICATED'],
    [claire, 'FORBIDDEN'],
    [marie, 'FORBIDDEN'],
    [{ ...manager, agencies: ['LYS'] }, 'NOT_FOUND'],
    [manager, undefined],
    [ada, undefined],
  ];
  for (const [viewer, code] of asked) expect((await allow(viewer, 0)).code).toBe(code);
  expect((await allow(manager, -1)).code).toBe('BAD_INPUT');
  expect((await allow(manager, 1, 'CDG', 'CDMV')).code).toBe('NOT_FOUND');
  expect((await allow(manager, 1, 'LHR')).code).toBe('NOT_FOUND');
  expect((await availability(claire, '2026-07-01', '2026-07-02')).code).toBe('FORBIDDEN');
  expect((await availability({ ...marie, agencies: ['LYS'] }, '2026-07-01', '2026-07-02')).code).toBe('NOT_FOUND');
  expect((await availability(marie, '2026-07-01', '2026-10-01')).code).toBe('BAD_INPUT');
  expect((await availability(marie, '2026-07-02', '2026-07-01')).code).toBe('BAD_INPUT');
  expect((await availability(marie, '2026-07-01', '2026-07-01')).data.availability).toHaveLength(1);
});

test('what is over for a day becomes one step, what is not stays as it is', async () => {
  const row = (from: Date, sold: number) => ({ agency: 'CDG', acriss: 'EDMV', fromAt: from, supply: 1, sold, allowance: 0 });
  const hour = (n: number): Date => new Date(Date.UTC(2026, 0, 1, n));
  await house.db.classLedger.createMany({ data: Array.from({ length: 2001 }, (_, n) => row(hour(n), n % 2)) });
  const future = () => house.db.classLedger.findMany({ where: { agency: 'CDG', fromAt: { gt: hour(2000) } } });
  await aBooking(house, claire, wish);
  const before = await future();
  await compact(house.world.sql, new Date('2026-05-31T08:00:00Z'));
  const left = await house.db.classLedger.findMany({ where: { agency: 'CDG' }, orderBy: { fromAt: 'asc' } });
  expect(left.map(({ fromAt, sold }) => [fromAt.toISOString(), sold]).slice(0, 2)).toEqual([
    ['1970-01-01T00:00:00.000Z', 1],
    [hour(2000).toISOString(), 0],
  ]);
  expect(await future()).toEqual(before);
  expect(await ledgerAt(house, 'CDG', 'EDMV', '2026-07-15T00:00Z')).toEqual({ supply: 1, sold: 1 });
});
