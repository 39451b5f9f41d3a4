import { randomUUID } from 'node:crypto';
import { erasePeople } from '../src/actions/erase.ts';
import { noteErasure } from '../src/data/erasure.ts';
import { saveConsent } from '../src/data/recommendation/consent.ts';
import { forgetSearches, noteSearch } from '../src/data/recommendation/renterSearch.ts';
import { openAgency, sam, type House } from './agency.ts';
import { aPerson, choose, crowd, crowdRents, find, kept, learnAnew, searchesOf, week } from './recommending.ts';

let house: House;
beforeAll(async () => {
  house = await openAgency({ 'CDG SFAV': 4, 'CDG CDMV': 4, 'LYS CDMV': 4 });
  await crowdRents(house);
  await learnAnew(house);
});
afterAll(() => house.close());

test('takes the last choice, in whatever order choices arrive, and refuses what is none', async () => {
  const at = (minute: number): Date => new Date(Date.UTC(2026, 4, 9, 0, minute));
  await choose(house, sam, false, at(2));
  await choose(house, sam, true, at(1));
  expect(await house.db.personalisation.findUniqueOrThrow({ where: { userId: String(sam.id) } })).toMatchObject({
    granted: false,
    at: at(2),
  });
  await choose(house, sam, true, at(3));
  await choose(house, sam, true, at(3));
  expect(await house.db.personalisation.findUniqueOrThrow({ where: { userId: String(sam.id) } })).toMatchObject({ granted: true });
  for (const payload of [
    {},
    { userId: 'nobody', region: 'EU', personalisation: true, at: at(4) },
    { userId: sam.id, region: 'MOON', personalisation: true, at: at(4) },
  ])
    await expect(house.event('identity.privacy.changed', payload)).rejects.toThrow();
  await choose(house, sam, false, at(5));
});

test('withdrawing while a search is being kept leaves no search behind', async () => {
  const person = { id: randomUUID() };
  await choose(house, person, true);
  const search = { agency: 'CDG', from: '2026-10-14', nights: 7, classes: '' };
  const now = new Date();
  const naive = async (): Promise<void> => {
    const [row] = await house.world.sql.$queryRaw<
      { granted: boolean }[]
    >`SELECT granted FROM personalisation WHERE user_id = ${person.id}::uuid`;
    await withdraw();
    if (row?.granted) {
      await house.world.sql.$executeRaw`
        INSERT INTO renter_search (id, user_id, region, agency, from_date, nights, classes, at)
        VALUES (${randomUUID()}::uuid, ${person.id}::uuid, 'EU', 'CDG', '2026-10-14'::date, 1, '', ${now})`;
    }
  };
  const withdraw = () =>
    house.world.sql.$transaction((tx) =>
      saveConsent(tx, { userId: person.id, region: 'EU', granted: false, at: new Date(Date.UTC(2026, 4, 20)) }),
    );
  // The control: who looks first and writes later leaves one.
  await naive();
  expect(await searchesOf(house, person)).toBe(1);
  for (let round = 0; round < 10; round += 1) {
    const at = new Date(Date.UTC(2026, 4, 21 + round));
    await choose(house, person, true, at);
    await Promise.all([
      ...Array.from({ length: 4 }, (_, n) => noteSearch(house.world.sql, person.id, { ...search, nights: n }, now)),
      house.world.sql.$transaction((tx) => saveConsent(tx, { userId: person.id, region: 'EU', granted: false, at })),
    ]);
    expect(await searchesOf(house, person)).toBe(0);
  }
});

test('keeps of a search the agency, days and classes, each once, fifty at most and for 180 days', async () => {
  const person = aPerson();
  await choose(house, person, true);
  for (let times = 0; times < 2; times += 1) await find(house, person, { input: { ...week, acriss: ['sfav', 'C***'] } });
  await find(house, person, { input: { ...week, pickUpAgency: undefined, country: 'FR' } });
  await kept(house, person, 1);
  const [row] = await house.db.renterSearch.findMany({ where: { userId: String(person.id) } });
  expect(row).toMatchObject({ agency: 'CDG', nights: 7, classes: 'C***,SFAV', fromDate: new Date('2026-10-14') });
  for (let nights = 1; nights < 60; nights += 1)
    await noteSearch(
      house.world.sql,
      String(person.id),
      { agency: 'LYS', from: '2026-08-01', nights, classes: '' },
      new Date(Date.UTC(2026, 5, 1, 0, nights)),
    );
  expect(await searchesOf(house, person)).toBe(50);
  await forgetSearches(house.world.sql, new Date('2026-11-27T00:00:00Z'));
  expect(await searchesOf(house, person)).toBe(50);
  await forgetSearches(house.world.sql, new Date('2027-01-01T00:00:00Z'));
  expect(await searchesOf(house, person)).toBe(0);
});

test('a person’s archive holds their consent and searches, and erasing takes both; of the rest the next learning takes what they booked', async () => {
  const person = aPerson();
  await choose(house, person, true);
  await noteSearch(house.world.sql, String(person.id), { agency: 'CDG', from: '2026-10-14', nights: 7, classes: 'SFAV' }, new Date());
  const records = `query ($id: ID!) { _entities(representations: [{ __typename: "User", id: $id }]) { ... on User { bookingRecords { records { kind data } } } } }`;
  const { data } = await house.ask<{ _entities: [{ bookingRecords: { records: { kind: string; data: string }[] } }] }>(
    { role: 'SERVICE' },
    records,
    { id: person.id },
  );
  expect(data._entities[0].bookingRecords.records.map(({ kind, data: held }) => [kind, JSON.parse(held) as unknown])).toEqual([
    ['privacyChoice', { purpose: 'PERSONALISATION', granted: true }],
    ['search', { agency: 'CDG', pickUp: '2026-10-14', nights: 7, acriss: 'SFAV' }],
  ]);
  await house.world.sql.$transaction((tx) =>
    noteErasure(tx, { deletionId: randomUUID(), userId: String(person.id), region: 'EU' }, new Date()),
  );
  await erasePeople(house.world);
  expect(await searchesOf(house, person)).toBe(0);
  expect(await house.db.personalisation.count({ where: { userId: String(person.id) } })).toBe(0);

  expect(await house.db.taste.count({ where: { trait: 'all', acriss: 'SFAV' } })).toBe(1);
  for (const each of crowd.slice(0, 2)) await choose(house, each, false);
  await learnAnew(house);
  house.moveTo('2026-07-02T08:00:00Z');
  await house.world.recommender.turn();
  expect(await house.db.taste.count({ where: { trait: 'all', acriss: 'SFAV' } })).toBe(0);
});
