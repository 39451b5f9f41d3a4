import type { Viewer } from '@ycyw/service/viewer';
import { noteSearch } from '../src/data/recommendation/renterSearch.ts';
import { claire, liveKey, marie, openAgency, type House } from './agency.ts';
import { aPerson, choose, rented } from './recommending.ts';

let house: House;
beforeAll(async () => {
  house = await openAgency({ 'CDG EDMV': 4, 'LYS EDMV': 4 });
});
afterAll(() => house.close());

interface Trip {
  agency: { id: string };
  vehicleClass: { id: string } | null;
  pickUpAt: string;
  dropOffAt: string;
  because: string;
}
const tripsOf = (viewer: Partial<Viewer>, id: unknown, first?: number) =>
  house.ask<{ _entities: [{ nextTrips: Trip[] | null }] }>(
    viewer,
    `query ($id: ID!, $first: Int) { _entities(representations: [{ __typename: "User", id: $id }]) { ... on User {
      nextTrips(first: $first) { agency { id } vehicleClass { id } pickUpAt dropOffAt because } } } }`,
    { id, ...(first === undefined ? {} : { first }) },
  );

test('suggests the trips of last year at their time of the year, and those searched for and not booked; to oneself alone', async () => {
  const person = aPerson();
  house.moveTo('2026-07-01T08:00:00Z');
  await rented(house, person, 'SFAV', { agency: 'LYS', from: '2025-08-04', nights: 5 });
  await rented(house, person, 'EDMV', { agency: 'LYS', from: '2024-12-20', nights: 3, state: 'CANCELLED' });
  expect((await tripsOf(person, person.id)).data._entities[0].nextTrips).toEqual([]);
  await choose(house, person, true);
  await noteSearch(
    house.world.sql,
    String(person.id),
    { agency: 'CDG', from: '2026-09-07', nights: 0, classes: 'IFAV' },
    new Date('2026-06-30T08:00:00Z'),
  );
  const { data } = await tripsOf(person, person.id);
  expect(data._entities[0].nextTrips).toEqual([
    {
      ...{ agency: { id: 'LYS' }, vehicleClass: { id: 'SFAV' }, pickUpAt: '2026-08-03T10:00', dropOffAt: '2026-08-08T10:00' },
      because: 'Vous y étiez en août 2025',
    },
    {
      ...{ agency: { id: 'CDG' }, vehicleClass: { id: 'IFAV' }, pickUpAt: '2026-09-07T10:00', dropOffAt: '2026-09-08T10:00' },
      because: 'Vous avez cherché ce voyage sans le réserver',
    },
  ]);
  expect((await tripsOf(person, person.id, 1)).data._entities[0].nextTrips).toHaveLength(1);
  for (const first of [0, 6, -1]) expect((await tripsOf(person, person.id, first)).code).toBe('BAD_INPUT');
  expect((await tripsOf(claire, person.id)).code).toBe('NOT_FOUND');
  expect((await tripsOf(marie, person.id)).code).toBe('NOT_FOUND');
  expect((await tripsOf({}, person.id)).code).toBe('UNAUTHENTICATED');
  expect((await tripsOf(liveKey, person.id)).code).toBe('FORBIDDEN');
  await rented(house, person, 'EDMV', { from: '2026-09-06', nights: 2 });
  await rented(house, person, 'EDMV', { from: '2026-08-05', nights: 2 });
  expect((await tripsOf(person, person.id)).data._entities[0].nextTrips).toEqual([]);
  await choose(house, person, false);
  expect((await tripsOf(person, person.id)).data._entities[0].nextTrips).toEqual([]);
});
