import { readFile } from 'node:fs/promises';
import { testDatabase } from '@ycyw/service/testing/database';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { anOffice, until, type Person, type TestOffice } from './anOffice.ts';

const scope = 'offers:read bookings:read bookings:write customers:read';
let test: TestOffice;
let sam: Person;
let told: string;
beforeAll(async () => {
  test = await anOffice();
  sam = await test.a({ region: 'UK' });
  told = await test.happens('booking.confirmed', { reference: 'YC-7KQ2-M9', customerId: sam.id, region: 'UK', locale: 'en-GB' });
});
afterAll(() => test.stop());

const LIST = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on User { notifications { totalCount } } } }';
const MARK = 'mutation ($ids: [ID!]!) { markNotificationsRead(ids: $ids) { id } }';
const list = (who: Person, of: string) => who.ask<{ _entities: unknown[] }>(LIST, { r: [{ __typename: 'User', id: of }] });

function refusal(who: Person, after: string | null): { code?: string | undefined } {
  const seen: { code?: string | undefined } = {};
  const ends = (errors: unknown): void => {
    const [first] = Array.isArray(errors) ? (errors as { extensions?: { code?: string } }[]) : [];
    seen.code = first?.extensions?.code ?? 'UNKNOWN';
  };
  who.live().subscribe(
    { query: 'subscription ($after: ID) { notificationAdded(after: $after) { id } }', variables: { after } },
    {
      next: ({ errors }) => {
        if (errors) ends(errors);
      },
      error: ends,
      complete: () => undefined,
    },
  );
  return seen;
}

it.each([
  ['another customer', {}],
  ['staff of the region', { role: 'MANAGER', region: 'UK' }],
  ['an admin', { role: 'ADMIN' }],
  ['a partner', { role: 'PARTNER' }],
])("to %s somebody's notifications are not there", async (_, claims) => {
  const other = await test.a(claims);
  expect(await list(other, sam.id)).toMatchObject({ code: 'NOT_FOUND', data: { _entities: [{ notifications: null }] } });
  expect((await other.ask(MARK, { ids: [told] })).code).toBe('NOT_FOUND');
  const follower = refusal(other, told);
  await until(() => follower.code !== undefined);
  expect(follower.code).toBe('NOT_FOUND');
});

it("refuses partners' keys, live and for tests, even the partner's own", async () => {
  for (const claims of [{ scope }, { scope, test: true }]) {
    const key = await test.a({ role: 'PARTNER', ...claims });
    expect((await list(key, key.id)).code).toBe('FORBIDDEN');
    expect((await key.ask(MARK, { ids: [told] })).code).toBe('FORBIDDEN');
    const follower = refusal(key, null);
    await until(() => follower.code !== undefined);
    expect(follower.code).toBe('FORBIDDEN');
  }
});

it('keeps the region that the event names, on the deliveries too, and refuses to join two', async () => {
  const { tables: db } = test;
  const where = { notificationId: told };
  expect(await db.notification.findUnique({ where: { id: told }, select: { region: true } })).toEqual({ region: 'UK' });
  expect(await db.delivery.findMany({ where, select: { region: true } })).toEqual([{ region: 'UK' }, { region: 'UK' }]);
  await expect(db.delivery.updateMany({ where, data: { region: 'EU' } })).rejects.toThrow('delivery_of_notification');
});

it('gives what was there before a region', async () => {
  const database = await testDatabase('notifications');
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const migration = (name: string) =>
    readFile(new URL(`../../../prisma/notifications/migrations/${name}/migration.sql`, import.meta.url), 'utf8');
  await client.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  await client.query(await migration('0001_init'));
  await client.query(`
    INSERT INTO notification (id, customer_id, kind, data, created_at) VALUES ('${told}', '${uuidv7()}', 'booking.confirmed', '{}', now());
    INSERT INTO delivery (id, notification_id, channel, state, at) VALUES ('${uuidv7()}', '${told}', 'EMAIL', 'SENT', now())`);
  await client.query(await migration('0002_regions'));
  const { rows } = await client.query(
    'SELECT n.region, d.region AS delivered FROM notification n JOIN delivery d ON d.notification_id = n.id',
  );
  expect(rows).toEqual([{ region: 'EU', delivered: 'EU' }]);
  await client.end();
  await database.drop();
});
