import { addAgency, ada, aClass, aFleet, anAgency, claire, marie, noah, type Fleet } from './fleet.ts';
import { addLines, aRow, begin, fingerprintOf, header, importAll, refusedRows, send, startImport } from './imports.ts';

let fleet: Fleet;
beforeAll(async () => {
  fleet = await aFleet();
});
beforeEach(async () => {
  await fleet.clear();
  await fleet.ask(addAgency, { input: anAgency() }, ada);
  await fleet.ask(addAgency, { input: anAgency({ code: 'LYS', name: 'Lyon', city: 'Lyon' }) }, ada);
  await fleet.ask(addAgency, { input: anAgency({ code: 'LHR', name: 'Heathrow', city: 'London', country: 'GB', region: 'UK' }) }, ada);
  await aClass(fleet.db);
  await aClass(fleet.db, { acriss: 'PDAC', exampleMake: 'Tesla', exampleModel: 'Model 3' });
});
afterAll(() => fleet.close());

const unit = (plate: string, country = 'FR') => fleet.db.vehicle.findUnique({ where: { country_plate: { country, plate } } });
const manyRows = (count: number): string[] => Array.from({ length: count }, (_, n) => aRow(`AB-${String(n).padStart(4, '0')}`));
const told = async () => (await fleet.outbox()).filter(({ type }) => type === 'fleet.vehicles.changed').map(({ payload }) => payload);

test('adds what is new, changes what differs, leaves the rest, and tells of the first two by agency', async () => {
  await importAll(fleet, [header, aRow('AA-1'), aRow('AA-2'), aRow('AA-3')]);
  await fleet.db.outbox.deleteMany();
  const again = [header, aRow('AA-1'), aRow('AA-2', { odometerKm: 99, agency: 'LYS', acriss: 'PDAC' }), aRow('AA-4', { state: 'DAMAGED' })];
  expect(await importAll(fleet, again)).toMatchObject({ state: 'DONE', nextLine: 5, added: 1, changed: 1, unchanged: 1, refused: 0 });
  const [changed, added] = [await unit('AA-2'), await unit('AA-4')];
  expect(changed).toMatchObject({ odometerKm: 99, agencyCode: 'LYS', acriss: 'PDAC', version: 2, state: 'AVAILABLE' });
  expect(added).toMatchObject({ country: 'FR', make: 'Renault', year: 2025, odometerKm: 12, state: 'DAMAGED', version: 1 });
  expect(await told()).toEqual([
    { agency: 'CDG', vehicles: [expect.objectContaining({ id: added?.id, acriss: 'EDMV', agency: 'CDG', state: 'DAMAGED', version: 1 })] },
    {
      agency: 'LYS',
      vehicles: [expect.objectContaining({ id: changed?.id, acriss: 'PDAC', agency: 'LYS', state: 'AVAILABLE', version: 2 })],
    },
  ]);
  expect(await fleet.acts()).toContainEqual(
    expect.objectContaining({
      action: 'fleet.vehicles.imported',
      actorId: noah.id,
      detail: { fromLine: 2, lines: 3, added: 1, changed: 1, unchanged: 1, refused: 0 },
    }),
  );
});

test('reads semicolons, quotes, a byte order mark, other names of columns, groups of digits and lines ended by CR LF', async () => {
  const lines = [
    '\uFEFFKennzeichen;Marke;Modell;Baujahr;SIPP;Station;Odometer Km;Farbe\r',
    '"m-ab  123";"Škoda";"Octavia ""RS""; Combi";2024;edmv;cdg;45 120;rot\r',
    '\r',
  ];
  const columns = Object.entries({
    Kennzeichen: 'plate',
    Marke: 'make',
    Modell: 'model',
    Baujahr: 'year',
    SIPP: 'acriss',
    Station: 'agency',
  });
  const mapping = columns.map(([column, field]) => ({ column, field }));
  expect(await importAll(fleet, lines, { columns: mapping })).toMatchObject({ state: 'DONE', added: 1, refused: 0 });
  expect(await unit('M-AB 123')).toMatchObject({ make: 'Škoda', model: 'Octavia "RS"; Combi', odometerKm: 45_120, agencyCode: 'CDG' });
});

test('reads JSON lines, with an agency for rows that name none', async () => {
  const car = { Reg: 'AA-1', make: 'Renault', model: 'Zoé', year: 2025, acriss: 'EDMV' };
  const lines = [car, { ...car, Reg: 'AA-2', odometerKm: 7, agency: 'LYS', state: 'maintenance' }, { ...car, Reg: { no: 1 } }, [car]].map(
    (each) => JSON.stringify(each),
  );
  const own = { format: 'JSON_LINES', agency: 'CDG', columns: [{ column: 'Reg', field: 'plate' }] };
  const done = await importAll(fleet, lines, own);
  expect(done).toMatchObject({ state: 'DONE', added: 2, refused: 2 });
  expect([await unit('AA-1'), await unit('AA-2')]).toMatchObject([
    { agencyCode: 'CDG', odometerKm: 0, state: 'AVAILABLE' },
    { agencyCode: 'LYS', odometerKm: 7, state: 'MAINTENANCE' },
  ]);
  expect((await refusedRows(fleet, done.id)).map(({ line, field }) => [line, field])).toEqual([
    [3, 'plate'],
    [4, null],
  ]);
});

const wrong: [string, string, string | null, string, string][] = [
  ['an agency that is none', aRow('B1', { agency: 'XXX' }), 'agency', 'Agence inconnue : XXX.', 'Unknown agency: XXX.'],
  [
    'an agency of another region',
    aRow('B1', { agency: 'LHR' }),
    'agency',
    'Vous ne travaillez pas à l’agence LHR.',
    'You do not work at the agency LHR.',
  ],
  ['no ACRISS code', aRow('B1', { acriss: 'ZZZZ' }), 'acriss', 'Code ACRISS inconnu : ZZZZ.', 'Unknown ACRISS code: ZZZZ.'],
  ['a pseudo code', aRow('B1', { acriss: 'ASUV' }), 'acriss', 'Code ACRISS inconnu : ASUV.', 'Unknown ACRISS code: ASUV.'],
  ['a class that is not sold', aRow('B1', { acriss: 'LDAV' }), 'acriss', 'La classe LDAV n’est pas vendue.', 'The class LDAV is not sold.'],
  ['no plate', aRow(''), 'plate', 'Valeur absente.', 'No value.'],
  ['a long plate', aRow('A'.repeat(17)), 'plate', 'Trop long : au plus 16 caractères.', 'Too long: at most 16 characters.'],
  ['a plate that is none', aRow('#!?'), 'plate', 'Valeur mal formée : #!?', 'Malformed value: #!?'],
  ['an old year', aRow('B1', { year: 1989 }), 'year', 'L’année doit être entre 1990…2027.', 'The year must be within 1990…2027.'],
  ['a year to come', aRow('B1', { year: 2028 }), 'year', 'L’année doit être entre 1990…2027.', 'The year must be within 1990…2027.'],
  ['no number', aRow('B1', { odometerKm: '-4' }), 'odometerKm', 'Valeur mal formée : -4', 'Malformed value: -4'],
  ['a state that is none', aRow('B1', { state: 'sold' }), 'state', 'État inconnu : sold.', 'Unknown state: sold.'],
  [
    'a state of rentals',
    aRow('B1', { state: 'out' }),
    'state',
    'L’état OUT ne vient que d’une location ou d’un transfert.',
    'The state OUT comes of rentals and transfers alone.',
  ],
  ['a country that is none', aRow('B1', { country: 'France' }), 'country', 'Valeur mal formée : FRANCE', 'Malformed value: FRANCE'],
  ['a quote that does not end', '"AB,Renault', null, 'Ligne illisible.', 'The line cannot be read.'],
  ['a control character', aRow('B1', { make: 'Ren\u0001ault' }), null, 'Ligne illisible.', 'The line cannot be read.'],
  ['half a character', aRow('B1', { make: '\uD83D' }), null, 'Ligne illisible.', 'The line cannot be read.'],
  ['what was no UTF-8', aRow('B1', { make: 'Citro\uFFFDn' }), null, 'Ligne illisible.', 'The line cannot be read.'],
  ['columns too many', `${aRow('B1')},x,y`, null, 'La ligne a 2 colonnes de trop.', 'The line has 2 columns too many.'],
];

test('keeps the good rows, and says of each other its line, its field and why, in two languages', async () => {
  const lines = [header, ...wrong.flatMap(([, line], index) => [line, aRow(`GOOD-${String(index)}`)])];
  const done = await importAll(fleet, lines);
  expect(done).toMatchObject({ state: 'DONE', added: wrong.length, refused: wrong.length, changed: 0, unchanged: 0 });
  expect(await fleet.db.vehicle.count()).toBe(wrong.length);
  const at = (place: 3 | 4) => wrong.map((each, index) => ({ line: index * 2 + 2, field: each[2], reason: each[place] }));
  expect(await refusedRows(fleet, done.id)).toEqual(at(3));
  expect(await refusedRows(fleet, done.id, noah, { language: 'en' })).toEqual(at(4));
});

test('refuses a plate that the file had already, in the same part or one before', async () => {
  const lines = [header, aRow('AA-1'), aRow('aa-1'), aRow('AA-1', { country: 'BE' }), aRow('AA-1', { odometerKm: 50 })];
  const { import: opened } = await begin(fleet, lines);
  await send(fleet, opened.id, 2, lines.slice(1, 4));
  const { data } = await send(fleet, opened.id, 5, lines.slice(4));
  expect(data?.addFleetImportLines).toEqual({ state: 'DONE', nextLine: 6, added: 2, changed: 0, unchanged: 0, refused: 2 });
  expect(await refusedRows(fleet, opened.id)).toEqual([
    { line: 3, field: 'plate', reason: 'Cette plaque est déjà à la ligne 2 du fichier.' },
    { line: 5, field: 'plate', reason: 'Cette plaque est déjà à la ligne 2 du fichier.' },
  ]);
  expect(await fleet.db.importedPlate.count()).toBe(0);
});

test('runs no odometer backwards, and moves nothing that a rental holds', async () => {
  await importAll(fleet, [header, aRow('AA-1', { odometerKm: 900 }), aRow('AA-2'), aRow('AA-3'), aRow('AA-4', { state: 'RETIRED' })]);
  await fleet.db.vehicle.updateMany({ where: { plate: { in: ['AA-2', 'AA-3'] } }, data: { state: 'OUT' } });
  const lines = [
    header,
    aRow('AA-1', { odometerKm: 899 }),
    aRow('AA-2', { state: 'AVAILABLE' }),
    aRow('AA-3', { agency: 'LYS' }),
    aRow('AA-4', { state: 'AVAILABLE' }),
  ];
  const done = await importAll(fleet, lines);
  expect(done).toMatchObject({ added: 0, changed: 0, unchanged: 0, refused: 4 });
  expect((await refusedRows(fleet, done.id, noah, { language: 'en' })).map(({ field, reason }) => [field, reason])).toEqual([
    ['odometerKm', 'The odometer is at 900 km already.'],
    ['state', 'The vehicle’s state is OUT: this is not possible now.'],
    ['agency', 'The vehicle’s state is OUT: this is not possible now.'],
    ['state', 'The vehicle’s state is RETIRED: this is not possible now.'],
  ]);
});

test('a state brings its absence along, ends the one before it, and both are told', async () => {
  const states = async () =>
    (await fleet.db.absence.findMany({ orderBy: { createdAt: 'asc' } })).map(({ kind, state, agencyCode, endsAt }) => [
      kind,
      state,
      agencyCode,
      endsAt,
    ]);
  const row = (state: string, agency = 'CDG') => importAll(fleet, [header, aRow('AA-1', { state, agency })]);
  const absences = async (): Promise<unknown> => ((await told()).at(-1) as { vehicles: { absences: unknown }[] }).vehicles[0]?.absences;
  await row('MAINTENANCE');
  expect(await states()).toEqual([['MAINTENANCE', 'UNDER_WAY', 'CDG', null]]);
  expect(await absences()).toEqual([{ from: '2026-07-14T12:00:00.000Z', to: null }]);
  await row('MAINTENANCE', 'LYS');
  expect(await states()).toEqual([['MAINTENANCE', 'UNDER_WAY', 'LYS', null]]);
  await row('AVAILABLE', 'LYS');
  expect(await states()).toEqual([['MAINTENANCE', 'ENDED', 'LYS', expect.any(Date)]]);
  expect(await absences()).toEqual([]);
  await row('DAMAGED');
  expect((await states()).filter(([, state]) => state === 'UNDER_WAY')).toEqual([['DAMAGE', 'UNDER_WAY', 'CDG', null]]);
  await row('RETIRED');
  expect((await states()).filter(([, state]) => state === 'UNDER_WAY')).toEqual([]);
  expect(await unit('AA-1')).toMatchObject({ state: 'RETIRED', version: 5, agencyCode: 'CDG' });
  expect(await absences()).toEqual([{ from: '2026-07-14T12:00:00.000Z', to: null }]);
});

test('a manager of one agency changes no unit of another, and hears so', async () => {
  await importAll(fleet, [header, aRow('AA-1', { agency: 'LYS' })]);
  const lines = [header, aRow('AA-1', { odometerKm: 60 }), aRow('AA-2', { agency: 'LYS' }), aRow('AA-3')];
  const lea = { ...noah, agencies: ['CDG'] };
  const done = await importAll(fleet, lines, {}, lea);
  expect(done).toMatchObject({ added: 1, changed: 0, refused: 2 });
  expect(await refusedRows(fleet, done.id, lea)).toEqual([
    { line: 2, field: 'agency', reason: 'Vous ne travaillez pas à l’agence LYS.' },
    { line: 3, field: 'agency', reason: 'Vous ne travaillez pas à l’agence LYS.' },
  ]);
  expect(await unit('AA-1')).toMatchObject({ agencyCode: 'LYS', odometerKm: 12 });
  expect((await begin(fleet, [header], { agency: 'LYS' }, lea)).code).toBe('NOT_FOUND');
});

test.each([
  ['a field that is none', { columns: [{ column: 'plate', field: 'colour' }] }],
  ['a column that is none', { columns: [{ column: 'Kennzeichen', field: 'plate' }] }],
  [
    'two columns for one field',
    {
      columns: [
        { column: 'make', field: 'plate' },
        { column: 'model', field: 'plate' },
      ],
    },
  ],
  ['no column for what is needed', { firstLine: 'plate,make,model,year,acriss' }],
  ['one column twice', { firstLine: `${header},Plate` }],
  ['a header that cannot be read', { firstLine: 'pla"te,make' }],
  ['JSON that is none', { format: 'JSON_LINES' }],
  ['a name of nothing', { name: ' ' }],
  ['a fingerprint that is none', { fingerprint: 'abc' }],
  ['no lines', { totalLines: 0 }],
])('opens nothing for %s', async (_, own) => {
  expect((await begin(fleet, [header, aRow('AA-1')], own)).code).toBe('BAD_INPUT');
  expect(await fleet.db.fleetImport.count()).toBe(0);
});

test('refuses more lines than the file has, none, and more than 500', async () => {
  const { import: opened } = await begin(fleet, [header, aRow('AA-1')]);
  for (const lines of [[], [aRow('AA-1'), aRow('AA-2')], manyRows(501)]) {
    expect((await send(fleet, opened.id, 2, lines)).code).toBe('BAD_INPUT');
  }
  expect(await fleet.db.vehicle.count()).toBe(0);
});

test.each([
  ['nobody', {}, 'UNAUTHENTICATED'],
  ['a renter', claire, 'FORBIDDEN'],
  ['an agent', marie, 'FORBIDDEN'],
])('%s imports nothing and sees no import', async (_, viewer, code) => {
  const lines = [header, aRow('AA-1')];
  const { import: opened } = await begin(fleet, lines);
  const asked = { name: 'stock.csv', format: 'CSV', fingerprint: fingerprintOf(lines), totalLines: 2, firstLine: header };
  expect((await fleet.ask(startImport, { input: asked }, viewer)).code).toBe(code);
  expect((await fleet.ask(addLines, { input: { importId: opened.id, fromLine: 2, lines: lines.slice(1) } }, viewer)).code).toBe(code);
  expect((await fleet.ask('{ fleetImports { totalCount } }', {}, viewer)).code).toBe(code);
  expect((await fleet.ask(`{ fleetImport(id: "${opened.id}") { id } }`, {}, viewer)).code).toBe(code);
});

test('imports are their beginner’s own, newest first', async () => {
  const list = '{ fleetImports(first: 1) { totalCount edges { node { id name } } pageInfo { hasNextPage } } }';
  await begin(fleet, [header, aRow('AA-1')]);
  const { import: newest } = await begin(fleet, [header, aRow('AA-2')], { name: 'second.csv' });
  const { data } = await fleet.ask(list, {}, noah);
  expect(data?.fleetImports).toMatchObject({ totalCount: 2, edges: [{ node: { name: 'second.csv' } }], pageInfo: { hasNextPage: true } });
  expect((await fleet.ask(list, {}, ada)).data?.fleetImports).toMatchObject({ totalCount: 0 });
  expect((await fleet.ask(`{ fleetImport(id: "${newest.id}") { id } }`, {}, ada)).data).toEqual({ fleetImport: null });
  expect((await send(fleet, newest.id, 2, [aRow('AA-2')], ada)).code).toBe('NOT_FOUND');
});
