import { seed } from '../src/seed.ts';
import { aFleet, marie, noah, noon, type Fleet } from './fleet.ts';

let fleet: Fleet;
beforeAll(async () => {
  fleet = await aFleet();
  await seed(fleet.db, noon);
});
afterAll(() => fleet.close());

test('fills an empty database with 279 agencies and 8 to 10 thousand units', async () => {
  const { data } = await fleet.ask(
    '{ agencies(first: 1) { totalCount } vehicles(first: 1) { totalCount } vehicleClasses { id } }',
    {},
    marie,
  );
  expect(data).toMatchObject({ agencies: { totalCount: 279 } });
  const vehicles = await fleet.db.vehicle.count();
  expect(vehicles).toBeGreaterThan(8000);
  expect(vehicles).toBeLessThan(10_000);
});

test('does nothing the second time', async () => {
  expect(await seed(fleet.db, noon)).toBeNull();
});

test('gives the same units on another database', async () => {
  const other = await aFleet();
  await seed(other.db, noon);
  const all = { orderBy: { id: 'asc' } } as const;
  expect(await other.db.vehicle.findMany(all)).toEqual(await fleet.db.vehicle.findMany(all));
  await other.close();
});

test('gives every agency its size of choice and big ones at least 8 classes', async () => {
  const rows = await fleet.db.vehicle.groupBy({ by: ['agencyCode', 'acriss'], _count: true });
  const classes = Map.groupBy(rows, (row) => row.agencyCode);
  expect(classes.size).toBe(279);
  for (const big of ['CDG', 'LHR', 'JFK', 'LAX', 'LYS', 'MAD']) expect(classes.get(big)?.length).toBeGreaterThanOrEqual(14);
  expect(Math.min(...[...classes.values()].map((each) => each.length))).toBeGreaterThanOrEqual(5);
});

test('stocks manual small cars in Europe and automatics alone in the United States', async () => {
  const rows = await fleet.db.vehicle.findMany({ select: { acriss: true, agency: { select: { region: true } } } });
  const manual = (region: string) => rows.filter((row) => row.agency.region === region && row.acriss[2] === 'M').length;
  expect(manual('US')).toBe(0);
  expect(manual('EU')).toBeGreaterThan(1000);
  expect(manual('UK')).toBeGreaterThan(100);
});

test('tells of each agency, class and unit through the outbox', async () => {
  const events = Map.groupBy(await fleet.outbox(), (event) => event.type);
  expect([events.get('fleet.agency.changed')?.length, events.get('fleet.vehicleClass.changed')?.length]).toEqual([279, 37]);
  const units = (events.get('fleet.vehicles.changed') ?? []).flatMap((event) => (event.payload as { vehicles: unknown[] }).vehicles);
  expect(units.length).toBe(await fleet.db.vehicle.count());
  expect((events.get('fleet.agency.changed') ?? []).map((event) => event.payload)).toContainEqual(
    expect.objectContaining({ code: 'CDG', timeZone: 'Europe/Paris', currency: 'EUR', active: true, version: 1 }),
  );
});

test.each([
  ['cdg', 'CDG'],
  ['Roissy', 'CDG'],
  ['wroclaw', 'WRO'],
  ['Malaga', 'AGP'],
  ['Londres', 'LHR'],
  ['London', 'LGW'],
  ['Munich', 'MUC'],
  ['münchen', 'MUC'],
  ['Muenchen', 'MUC'],
  ['Monaco di Baviera', 'MUC'],
  ['Αθήνα', 'ATH'],
  ['софия', 'SOF'],
  ['Gotenburg', 'GOT'],
  ['Séville', 'SVQ'],
  ['Floride', 'MIA'],
  ['Sardinia', 'OLB'],
  ['Allemagne', 'FRA'],
  ['Germany', 'FRA'],
  ['Deutschland', 'FRA'],
  ['espana', 'MAD'],
  ['États-Unis', 'JFK'],
  ['etats unis', 'JFK'],
  ['Ελλάδα', 'ATH'],
  ['Venise, Italie', 'VCE'],
  ['Copenhague', 'CPH'],
  ['Nîmes', 'FNI'],
  ['orly paris', 'ORY'],
  ['Düsseldorf', 'DUS'],
  ['dusseldorff', 'DUS'],
])('finds by %s', async (text, code) => {
  const { data } = await fleet.ask('query ($text: String) { agencies(text: $text, first: 100) { edges { node { code } } } }', { text });
  const codes = (data?.agencies as { edges: { node: { code: string } }[] }).edges.map((edge) => edge.node.code);
  expect(codes).toContain(code);
});

test('gives small agencies their Sunday’s hours on the public holidays of the thirteen months ahead, others their own, to be changed by a manager', async () => {
  const exceptions = async (code: string) => {
    const { data } = await fleet.ask(
      'query ($code: String!) { agency(code: $code) { exceptions { date opens closes closed } } }',
      { code },
      marie,
    );
    return (data?.agency as { exceptions: { date: string }[] }).exceptions;
  };
  const exeter = await exceptions('EXT');
  expect(exeter.map(({ date }) => date)).toEqual([
    ...['2026-08-31', '2026-12-25', '2026-12-26', '2026-12-28', '2027-01-01', '2027-03-26', '2027-03-29', '2027-05-03', '2027-05-31'],
  ]);
  expect(exeter[1]).toEqual({ date: '2026-12-25', opens: '09:00', closes: '20:00', closed: false });
  for (const code of ['CDG', 'LYS', 'LHR', 'INV']) expect(await exceptions(code)).toEqual([]);
  const told = (await fleet.outbox()).find(({ payload }) => (payload as { code?: string }).code === 'EXT');
  expect(told?.payload).toMatchObject({ exceptions: exeter.map(({ date }) => ({ date, opens: '09:00', closes: '20:00' })) });
  const { code } = await fleet.ask(
    'mutation { setOpeningException(agency: "EXT", input: { date: "2026-12-25" }) { id } }',
    {},
    { ...noah, region: 'UK' },
  );
  expect(code).toBeUndefined();
  expect((await exceptions('EXT'))[1]).toEqual({ date: '2026-12-25', opens: null, closes: null, closed: true });
});
