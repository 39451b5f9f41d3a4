import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { cellsOf, type Example } from '../../../bench/recommendations/learn.ts';
import { readTaste } from '../src/data/recommendation/taste.ts';
import { addDays } from '../src/domain/period.ts';
import type { Cell } from '../src/domain/recommendation/learnt.ts';
import { habitOf } from '../src/domain/recommendation/person.ts';
import { openAgency, type House } from './agency.ts';

let house: House;
beforeAll(async () => (house = await openAgency({ 'CDG EDMV': 1 })), 60_000);
afterAll(() => house.close());

const people = Array.from({ length: 12 }, () => randomUUID());
const countries: Readonly<Record<string, string>> = { CDG: 'FR', LYS: 'FR', JFK: 'US' };

const rentals = fc.array(
  fc.record({
    owner: fc.constantFrom(...people),
    isPartner: fc.boolean(),
    acriss: fc.constantFrom('EDMV', 'CDMV', 'IFAV'),
    agency: fc.constantFrom('CDG', 'LYS', 'JFK'),
    residence: fc.constantFrom('FR', 'US', 'DE'),
    from: fc.integer({ min: 0, max: 3 }).map((weeks) => addDays('2026-02-20', 7 * weeks)),
    nights: fc.constantFrom(0, 1, 2, 3, 6, 7, 8, 9, 14, 15, 40),
    lead: fc.constantFrom(0, 1, 2, 7, 8, 30, 31, 90, 91, 180, 181),
    state: fc.constantFrom('CONFIRMED', 'CANCELLED', 'NO_SHOW', 'HELD', 'EXPIRED', 'PENDING_PAYMENT'),
    sandbox: fc.boolean(),
  }),
  { minLength: 60, maxLength: 160 },
);
const searches = fc.array(
  fc.record({ owner: fc.constantFrom(...people), classes: fc.constantFrom('', 'EDMV', 'C***'), after: fc.integer({ min: 0, max: 160 }) }),
  { maxLength: 40 },
);
const consents = fc.array(fc.boolean(), { minLength: people.length, maxLength: people.length });

/** The instant of the nth booking; searches come between. */
const nth = (index: number): Date => new Date(Date.UTC(2026, 0, 1) + index * 60_000);
const aStop = (agency: string, date: string) => ({ agency, local: `${date}T10:00`, at: `${date}T10:00:00Z`, outOfHours: false });
const sorted = (cells: readonly Cell[]): string[] =>
  cells.map(({ trait, value, acriss, bookings }) => `${trait} ${value} ${acriss} ${bookings}`).sort();

async function sow(
  rows: typeof rentals extends fc.Arbitrary<infer R> ? R : never,
  asked: typeof searches extends fc.Arbitrary<infer S> ? S : never,
  allowed: readonly boolean[],
) {
  const { db } = house;
  await db.booking.deleteMany();
  await db.personalisation.deleteMany();
  await db.personalisation.createMany({
    data: people.map((userId, index) => ({ userId, region: 'EU', granted: allowed[index] ?? false, at: nth(0) })),
  });
  await db.renterSearch.createMany({
    data: asked.map(({ owner, classes, after }, index) => ({
      ...{ id: randomUUID(), userId: owner, region: 'EU', agency: 'CDG', classes, nights: index, fromDate: new Date('2026-03-01') },
      at: new Date(nth(after).getTime() + index * 100),
    })),
  });
  await db.booking.createMany({
    data: rows.map(({ owner, isPartner, acriss, agency, residence, from, nights, lead, state, sandbox }, index) => ({
      ...{
        id: randomUUID(),
        quoteId: randomUUID(),
        reference: `R${index}`,
        state,
        sandbox,
        region: 'EU',
        language: 'fr',
        acriss,
        price: {},
      },
      ...{ pickUpAgency: agency, dropOffAgency: agency, currency: 'EUR', totalMinor: 1n, createdAt: nth(index) },
      ...{
        pickUpAt: new Date(from),
        dropOffAt: new Date(addDays(from, nights + 1)),
        earliestPickUpAt: new Date(from),
        heldUntil: nth(index),
      },
      customerId: isPartner ? null : owner,
      partnerId: isPartner ? owner : null,
      journey: {
        ratePlan: 'PREPAID',
        promo: null,
        residence,
        bookedOn: addDays(from, -lead),
        pickUp: aStop(agency, from),
        dropOff: aStop(agency, addDays(from, nights)),
      },
    })),
  });
}

test('learning in SQL comes to what plain counting comes to, of consenting people alone, with at least five behind each figure', async () => {
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(rentals, searches, consents, async (rows, asked, allowed) => {
      await sow(rows, asked, allowed);
      runs += 1;
      house.moveTo(new Date(Date.UTC(2026, 5, 1 + runs)).toISOString());
      await house.world.recommender.turn();
      const pasts = new Map<string, { acriss: string; from: string; nights: number; bookedOn: string }[]>();
      const examples = rows.flatMap(({ owner, acriss, agency, residence, from, nights, lead, state, sandbox }, index): Example[] => {
        if (!allowed[people.indexOf(owner)] || sandbox || ['HELD', 'EXPIRED', 'PENDING_PAYMENT'].includes(state)) return [];
        const country = countries[agency] ?? '';
        const trip = { from, nights, bookedOn: addDays(from, -lead), residence: residence === country ? null : residence, agency, country };
        const past = pasts.get(owner) ?? [];
        const before = asked
          .map((search, at) => ({ ...search, at: nth(search.after).getTime() + at * 100 }))
          .filter((search) => search.owner === owner && search.classes !== '' && search.at <= nth(index).getTime());
        pasts.set(owner, [...past, { acriss, from, nights, bookedOn: trip.bookedOn }]);
        return [{ trip, acriss, owner, habit: habitOf(past, trip), asked: before.sort((a, b) => a.at - b.at).at(-1)?.classes ?? null }];
      });
      const learnt = await readTaste(house.world.sql);
      expect(sorted(learnt)).toEqual(sorted(cellsOf(examples, 5)));
      expect(await house.db.taste.count({ where: { people: { lt: 5 } } })).toBe(0);
      expect(new Set(house.world.recommender.learnt.classes)).toEqual(
        new Set(learnt.filter(({ trait }) => trait === 'all').map(({ acriss }) => acriss)),
      );
    }),
    { numRuns: 20, endOnFailure: true },
  );
}, 120_000);

test('no figure with fewer than five people behind it can be stored, whoever writes it', async () => {
  const figure = { trait: 'agency', value: 'CDG', acriss: 'XXXX', bookings: 9 };
  await expect(house.db.taste.create({ data: { ...figure, people: 4 } })).rejects.toThrow(/people/);
  await house.db.taste.create({ data: { ...figure, people: 5 } });
});

test('is learnt once in six hours by one of all processes, and taken over by the others', async () => {
  house.moveTo('2026-09-01T00:00:00Z');
  const versions = async (): Promise<number> => (await house.db.learning.findFirstOrThrow()).version;
  const before = await versions();
  const { Recommender } = await import('../src/actions/recommendation/recommender.ts');
  const others = [1, 2, 3].map(() => new Recommender(house.world.sql, house.world.clock));
  await Promise.all(others.map((each) => each.turn()));
  expect(await versions()).toBe(before + 1);
  for (const each of others) await each.turn();
  expect(others.map(({ learnt }) => learnt.version)).toEqual([before + 1, before + 1, before + 1]);
  house.moveTo('2026-09-01T05:59:00Z');
  await Promise.all(others.map((each) => each.turn()));
  expect(await versions()).toBe(before + 1);
  house.moveTo('2026-09-01T06:00:00Z');
  await Promise.all(others.map((each) => each.turn()));
  expect(await versions()).toBe(before + 2);
});
