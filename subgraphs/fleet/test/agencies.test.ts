import { addAgency, ada, aFleet, aWeek, anAgency, marie, noah, type Fleet } from './fleet.ts';

let fleet: Fleet;
beforeAll(async () => {
  fleet = await aFleet();
  const places: [string, string, string, number, number][] = [
    ['CDG', 'Paris, Charles de Gaulle', 'FR', 49.0128, 2.55],
    ['ORY', 'Paris, Orly', 'FR', 48.7253, 2.35944],
    ['LYS', 'Lyon, Saint-Exupéry', 'FR', 45.7264, 5.09083],
    ['GVA', 'Genève, Cointrin', 'CH', 46.2381, 6.10895],
    ['ZRH', 'Zürich, Kloten', 'CH', 47.4647, 8.54917],
    ['GRU', 'São Paulo, Guarulhos', 'BR', -23.4356, -46.4731],
  ];
  for (const [code, name, country, latitude, longitude] of places) {
    const city = name.split(',', 1)[0];
    const { code: refused } = await fleet.ask(
      addAgency,
      { input: anAgency({ code, name, city, country, location: { latitude, longitude } }) },
      ada,
    );
    expect(refused).toBeUndefined();
  }
});
afterAll(() => fleet.close());

const list = `query ($text: String, $country: CountryCode, $near: GeoPointInput, $first: Int, $after: String) {
  agencies(text: $text, country: $country, near: $near, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage hasPreviousPage endCursor } edges { cursor node { code } } } }`;

interface Page {
  totalCount: number;
  pageInfo: { hasNextPage: boolean; endCursor: string };
  edges: { node: { code: string } }[];
}

async function page(variables: Record<string, unknown>): Promise<Page & { codes: string[] }> {
  const { data, code } = await fleet.ask(list, variables);
  expect(code).toBeUndefined();
  const found = data?.agencies as Page;
  return { ...found, codes: found.edges.map((edge) => edge.node.code) };
}

test.each([
  ['Sao', ['GRU']],
  ['Zurich', ['ZRH']],
  ['cdg', ['CDG']],
  ['geneve', ['GVA']],
  ['paris', ['CDG', 'ORY']],
  ['orly', ['ORY']],
  ['Suisse', ['GVA', 'ZRH']],
  ['zzzzzz', []],
])('finds by %j', async (text, codes) => {
  expect((await page({ text })).codes).toEqual(codes);
});

test('an exact code comes first, and a blank text is none', async () => {
  expect((await page({ text: 'LYS' })).codes[0]).toBe('LYS');
  expect((await page({ text: '  ' })).totalCount).toBe(6);
});

test('lists by name, nearest first, and by country', async () => {
  expect((await page({})).codes).toEqual(['GVA', 'LYS', 'CDG', 'ORY', 'GRU', 'ZRH']);
  expect((await page({ near: { latitude: 48.85, longitude: 2.35 } })).codes).toEqual(['ORY', 'CDG', 'LYS', 'GVA', 'ZRH', 'GRU']);
  expect((await page({ country: 'CH' })).codes).toEqual(['GVA', 'ZRH']);
});

test('says how far each agency is from the point, over the ground, and nothing where no point was named', async () => {
  const query = `query ($near: GeoPointInput) {
    agencies(near: $near, text: "a") { edges { node { code distanceKm } } } agency(code: "CDG") { distanceKm } }`;
  // By the haversine formula on the extension's sphere, of 6,378.168 km.
  const { data } = await fleet.ask(query, { near: { latitude: 48.7253, longitude: 2.41275 } });
  const nodes = (data?.agencies as { edges: { node: { code: string; distanceKm: number } }[] }).edges.map(({ node }) => node);
  const km = nodes.map(({ code, distanceKm }) => [code, Math.round(distanceKm * 10) / 10]);
  expect(km.slice(0, 3)).toEqual([
    ['ORY', 3.9],
    ['CDG', 33.5],
    ['LYS', 390.4],
  ]);
  expect(data?.agency).toEqual({ distanceKm: null });
  const far = await fleet.ask(query, { near: null });
  expect(JSON.stringify(far.data)).not.toMatch(/distanceKm":\d/);
});

test('finds the nearest by its index', async () => {
  const plan = await fleet.db.$transaction(async (tx) => {
    await tx.$executeRaw`SET LOCAL enable_seqscan = off`;
    return tx.$queryRaw`
      EXPLAIN SELECT code FROM agency ORDER BY ll_to_earth(latitude, longitude) <-> ll_to_earth(48.85, 2.35), code COLLATE "C" LIMIT 3`;
  });
  expect(JSON.stringify(plan)).toContain('agency_by_place');
});

test.each([
  ['by name', {}],
  ['by text', { text: 'a' }],
  ['by distance', { near: { latitude: 46.2, longitude: 6.1 } }],
])('goes through all pages %s without gap or repetition', async (_, asked) => {
  const whole = await page(asked);
  const walked: string[] = [];
  let after: string | null = null;
  do {
    const part: Awaited<ReturnType<typeof page>> = await page({ ...asked, first: 2, after });
    expect(part.totalCount).toBe(whole.totalCount);
    walked.push(...part.codes);
    after = part.pageInfo.hasNextPage ? part.pageInfo.endCursor : null;
  } while (after);
  expect(walked).toEqual(whole.codes);
});

test.each([
  ['first 0', { first: 0 }],
  ['first 101', { first: 101 }],
  ['a made-up cursor', { after: 'abc' }],
  ["another list's cursor", { after: Buffer.from('["x"]').toString('base64url') }],
  ['a cursor with a text for a number', { text: 'paris', after: Buffer.from('["x","y","z"]').toString('base64url') }],
  ['a latitude of 91', { near: { latitude: 91, longitude: 0 } }],
  ['a text of 101 letters', { text: 'a'.repeat(101) }],
])('refuses %s', async (_, variables) => {
  expect((await fleet.ask(list, variables)).code).toBe('BAD_INPUT');
});

test('shows one agency with its week, and null for a code that is none', async () => {
  const { data } = await fleet.ask(
    '{ agency(code: "cdg") { id code city location { latitude } openingHours { weekday opens closes } exceptions { date } } none: agency(code: "XXX") { id } }',
  );
  expect(data).toEqual({
    agency: { id: 'CDG', code: 'CDG', city: 'Paris', location: { latitude: 49.0128 }, openingHours: aWeek, exceptions: [] },
    none: null,
  });
});

test('shows coming exceptions of the week only', async () => {
  await fleet.db.openingException.createMany({
    data: [
      { agencyCode: 'ORY', date: new Date('2026-05-01') },
      { agencyCode: 'ORY', date: new Date('2026-12-25') },
      { agencyCode: 'ORY', date: new Date('2026-12-24'), opensMinute: 480, closesMinute: 960 },
    ],
  });
  const { data } = await fleet.ask('{ agency(code: "ORY") { exceptions { date opens closes closed } } }');
  expect(data?.agency).toEqual({
    exceptions: [
      { date: '2026-12-24', opens: '08:00', closes: '16:00', closed: false },
      { date: '2026-12-25', opens: null, closes: null, closed: true },
    ],
  });
});

test('an admin adds an agency once: the same again is the same answer, another under its code a conflict', async () => {
  const input = anAgency({ code: 'NCE', name: 'Nice', city: 'Nice' });
  const first = await fleet.ask(addAgency, { input }, ada);
  expect(first.data?.addAgency).toEqual({ id: 'NCE', code: 'NCE', openingHours: aWeek });
  expect(await fleet.ask(addAgency, { input }, ada)).toEqual(first);
  expect((await fleet.ask(addAgency, { input: { ...input, name: 'Elsewhere' } }, ada)).code).toBe('IDEMPOTENCY_CONFLICT');
  const events = (await fleet.outbox()).filter((event) => (event.payload as { code: string }).code === 'NCE');
  expect(events).toEqual([
    {
      type: 'fleet.agency.changed',
      payload: {
        code: 'NCE',
        name: 'Nice',
        city: 'Nice',
        country: 'FR',
        subdivision: null,
        region: 'EU',
        timeZone: 'Europe/Paris',
        currency: 'EUR',
        latitude: 49.0128,
        longitude: 2.55,
        openingHours: aWeek,
        exceptions: [],
        outOfHoursReturn: false,
        active: true,
        version: 1,
      },
    },
  ]);
  await fleet.db.openingHours.deleteMany({ where: { agencyCode: 'NCE' } });
  await fleet.db.agency.delete({ where: { code: 'NCE' } });
});

test.each([
  ['a code of two letters', { code: 'AB' }],
  ['a code in small letters', { code: 'abc' }],
  ['no name', { name: ' ' }],
  ['an unknown zone', { timeZone: 'Europe/Nowhere' }],
  ['an unknown currency', { currency: 'ABC' }],
  ['a longitude of 181', { location: { latitude: 0, longitude: 181 } }],
  ['a day that closes before it opens', { openingHours: [{ weekday: 1, opens: '10:00', closes: '09:00' }] }],
  ['an eighth day', { openingHours: [{ weekday: 8, opens: '08:00', closes: '09:00' }] }],
  ['25:00', { openingHours: [{ weekday: 1, opens: '10:00', closes: '25:00' }] }],
  [
    'spans that overlap',
    {
      openingHours: [
        { weekday: 1, opens: '10:00', closes: '12:00' },
        { weekday: 1, opens: '11:00', closes: '13:00' },
      ],
    },
  ],
])('refuses an agency with %s and writes nothing', async (_, own) => {
  const before = await fleet.db.agency.count();
  const answer = await fleet
    .ask(addAgency, { input: anAgency({ code: 'BAD', ...own }) }, ada)
    .catch((error: unknown) => ({ code: String(error) }));
  expect(answer.code).toMatch(/BAD_INPUT|TimeZone/);
  expect(await fleet.db.agency.count()).toBe(before);
});

test('nobody but an admin adds one', async () => {
  const input = anAgency({ code: 'NOP' });
  expect((await fleet.ask(addAgency, { input })).code).toBe('UNAUTHENTICATED');
  expect((await fleet.ask(addAgency, { input }, marie)).code).toBe('FORBIDDEN');
  expect((await fleet.ask(addAgency, { input }, noah)).code).toBe('FORBIDDEN');
});

test('the database itself refuses what no code should write', async () => {
  await expect(
    fleet.db.openingHours.create({ data: { agencyCode: 'CDG', weekday: 1, opensMinute: 600, closesMinute: 660 } }),
  ).rejects.toThrow();
  await expect(fleet.db.$executeRaw`UPDATE agency SET latitude = 91 WHERE code = 'CDG'`).rejects.toThrow();
  await expect(fleet.db.$executeRaw`UPDATE agency SET code = 'cdg' WHERE code = 'CDG'`).rejects.toThrow();
});
