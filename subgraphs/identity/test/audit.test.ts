import { randomUUID } from 'node:crypto';
import { audit } from '@ycyw/service/audit';
import { consume } from '@ycyw/service/inbox';
import { logger } from '@ycyw/service/log';
import { startRelay } from '@ycyw/service/outbox';
import { meeting } from '@ycyw/service/testing/meeting';
import { memoryTransport } from '@ycyw/service/testing/transport';
import { auditedDomains, auditReactions } from '../src/reactions.ts';
import { enterAll, type NewEntry } from '../src/data/audit-entry.ts';
import { aHouse, type House } from './house.ts';

let house: House;
const admin = { id: randomUUID(), role: 'ADMIN' as const, region: 'EU' as const };
const log = logger('identity', 'silent');

beforeAll(async () => {
  house = await aHouse();
});
afterAll(() => house.stop());

/** As somebody who has the database in their hands. */
const tamper = (...statements: string[]): Promise<unknown> =>
  house.db.$transaction(
    ['SET LOCAL session_replication_role = replica', ...statements].map((statement) => house.db.$executeRawUnsafe(statement)),
  );
const anAct = (number: number, over: Partial<NewEntry> = {}): NewEntry => ({
  at: new Date(Date.UTC(2026, 0, number)),
  actorId: admin.id,
  actorRole: 'ADMIN',
  action: 'identity.role.changed',
  subjectKind: 'user',
  subjectId: `subject ${String(number)}`,
  detail: { role: 'AGENT', before: 'CUSTOMER', number },
  region: 'EU',
  ...over,
});
const add = (act: NewEntry): Promise<void> => house.db.$transaction((tx) => enterAll(tx, house.means.vault.blindIndex, [act]));
const check = async () => (await house.ask('{ auditCheck { entries intact firstBroken } }', {}, admin)).data['auditCheck'];
const trail = async (args: Record<string, unknown> = {}, viewer: object = admin) =>
  house.ask(
    `query ($filter: AuditFilter, $first: Int, $after: String) { auditTrail(filter: $filter, first: $first, after: $after) {
      totalCount pageInfo { hasNextPage endCursor }
      edges { node { position at actor { id } actorId actorRole action subjectKind subjectId detail region hash } } } }`,
    args,
    viewer,
  );
const positions = ({ data }: Awaited<ReturnType<typeof trail>>): unknown[] =>
  (data['auditTrail'] as unknown as { edges: { node: { position: number } }[] }).edges.map(({ node }) => node.position);

beforeEach(async () => {
  await tamper('TRUNCATE audit_entry, audit_head, inbox, outbox');
});
const five = async (): Promise<void> => {
  for (let number = 1; number <= 5; number += 1) await add(anAct(number));
};

test('enters what every domain did, once however often it is told, in the order of arrival', async () => {
  const transport = memoryTransport();
  await consume('identity', auditedDomains, transport, house.db, auditReactions(house.means.vault.blindIndex), log);
  const event = (id: string, domain: string, payload: object) => ({
    id,
    type: `${domain}.act.audited`,
    occurredAt: '2026-03-01T10:00:00.000Z',
    payload: {
      actorId: admin.id,
      actorRole: 'MANAGER',
      region: 'UK',
      action: `${domain}.thing.done`,
      subjectKind: 'thing',
      subjectId: 'x',
      detail: {},
      ...payload,
    },
  });
  const [one, two] = [randomUUID(), randomUUID()];
  await transport.publish('booking', [event(one, 'booking', { detail: { amount: 5 } }), event(two, 'booking', {})]);
  await transport.publish('booking', [event(one, 'booking', {})]);
  await transport.publish('fleet', [event(randomUUID(), 'fleet', { actorId: null, actorRole: null, region: null, subjectId: null })]);
  await transport.publish('fleet', [{ ...event(randomUUID(), 'fleet', {}), type: 'fleet.agency.changed' }]);
  const { data } = await trail();
  const nodes = (data['auditTrail'] as unknown as { edges: { node: Record<string, unknown> }[] }).edges.map(({ node }) => node);
  expect(nodes.map(({ position, action, region, detail }) => [position, action, region, detail])).toEqual([
    [3, 'fleet.thing.done', 'EU', null],
    [2, 'booking.thing.done', 'UK', null],
    [1, 'booking.thing.done', 'UK', '{"amount":5}'],
  ]);
  expect(nodes[2]).toMatchObject({
    at: '2026-03-01T10:00:00Z',
    actor: null,
    actorId: admin.id,
    actorRole: 'MANAGER',
    subjectKind: 'thing',
    subjectId: 'x',
  });
  expect(nodes[2]?.['hash']).toMatch(/^[0-9a-f]{64}$/);
  expect(await check()).toEqual({ entries: 3, intact: true, firstBroken: null });
});

test('hears of identity’s own acts by its outbox', async () => {
  const transport = memoryTransport();
  await consume('identity', auditedDomains, transport, house.db, auditReactions(house.means.vault.blindIndex), log);
  const act = { action: 'identity.apiKey.revoked', subjectKind: 'apiKey', subjectId: 'k' };
  await house.db.$transaction((tx) => audit(tx, admin, act, new Date()));
  const relay = startRelay('identity', house.db, transport, log);
  for (let tries = 0; transport.published.length === 0 && tries < 1000; tries += 1) await new Promise((resolve) => setTimeout(resolve, 25));
  await relay.stop();
  expect(positions(await trail({ filter: { action: 'identity.apiKey' } }))).toEqual([1]);
});

describe('the check of the chain', () => {
  const copy = 'INSERT INTO audit_entry SELECT';
  const columns =
    'at, actor_id, actor_role, action, subject_kind, subject_id, detail, region, previous_hash, hash FROM audit_entry WHERE position';

  test.each<[string, number, string[]]>([
    ['an action that was changed', 3, ["UPDATE audit_entry SET action = 'identity.role.kept' WHERE position = 3"]],
    ['an actor who was changed', 1, [`UPDATE audit_entry SET actor_id = '${randomUUID()}' WHERE position = 1`]],
    ['an actor who was taken out', 2, ['UPDATE audit_entry SET actor_id = NULL WHERE position = 2']],
    ['a time that was changed', 5, ["UPDATE audit_entry SET at = at + interval '1 ms' WHERE position = 5"]],
    ['a detail that was changed', 2, [`UPDATE audit_entry SET detail = detail || '{"role":"ADMIN"}' WHERE position = 2`]],
    ['a detail that was added', 4, [`UPDATE audit_entry SET detail = detail || '{"more":null}' WHERE position = 4`]],
    ['a region that was changed', 4, ["UPDATE audit_entry SET region = 'US' WHERE position = 4"]],
    ['a hash that was changed', 2, ["UPDATE audit_entry SET hash = sha256('x') WHERE position = 2"]],
    [
      'a chain joined with hashes of its own',
      2,
      [
        "UPDATE audit_entry SET action = 'x', hash = sha256('x') WHERE position = 2",
        "UPDATE audit_entry SET previous_hash = sha256('x') WHERE position = 3",
      ],
    ],
    ['the first entry removed', 1, ['DELETE FROM audit_entry WHERE position = 1']],
    ['one from the middle removed', 3, ['DELETE FROM audit_entry WHERE position = 3']],
    [
      'one from the middle removed, and the gap closed',
      3,
      [
        'DELETE FROM audit_entry WHERE position = 3',
        'UPDATE audit_entry SET position = 3 WHERE position = 4',
        'UPDATE audit_entry SET position = 4 WHERE position = 5',
        'UPDATE audit_head SET position = 4',
      ],
    ],
    ['the last entry removed', 5, ['DELETE FROM audit_entry WHERE position = 5']],
    [
      'the last two removed, and the head set back',
      4,
      [
        'DELETE FROM audit_entry WHERE position > 3',
        'UPDATE audit_head SET position = 3, hash = (SELECT hash FROM audit_entry WHERE position = 3)',
      ],
    ],
    ['everything removed', 1, ['DELETE FROM audit_entry']],
    ['the head removed', 6, ['DELETE FROM audit_head']],
    [
      'two entries that changed places',
      2,
      [
        'UPDATE audit_entry SET position = 9 WHERE position = 2',
        'UPDATE audit_entry SET position = 2 WHERE position = 4',
        'UPDATE audit_entry SET position = 4 WHERE position = 9',
      ],
    ],
    [
      'one put in between',
      3,
      [
        'UPDATE audit_entry SET position = 6 WHERE position = 5',
        'UPDATE audit_entry SET position = 5 WHERE position = 4',
        'UPDATE audit_entry SET position = 4 WHERE position = 3',
        `${copy} 3, ${columns} = 1`,
      ],
    ],
    ['one put at the end', 6, [`${copy} 6, ${columns} = 5`]],
    [
      'one put before the first',
      1,
      [
        `${copy} 7, ${columns} = 2`,
        'UPDATE audit_entry SET position = position + 10',
        'UPDATE audit_entry SET position = 1 WHERE position = 17',
        'UPDATE audit_entry SET position = position - 9 WHERE position > 10',
      ],
    ],
  ])('names the place of %s: %i', async (_what, broken, statements) => {
    await five();
    expect(await check()).toEqual({ entries: 5, intact: true, firstBroken: null });
    await tamper(...statements);
    expect(await check()).toMatchObject({ intact: false, firstBroken: broken });
    await add(anAct(6));
    await add(anAct(7));
    expect(await check()).toMatchObject({ intact: false, firstBroken: broken });
  });

  test('finds nothing wrong with nothing', async () => {
    expect(await check()).toEqual({ entries: 0, intact: true, firstBroken: null });
  });

  test('cannot be satisfied by somebody with another key', async () => {
    await five();
    await house.db.$transaction((tx) => enterAll(tx, (value) => Buffer.from(value.padEnd(32).slice(0, 32)), [anAct(6)]));
    expect(await check()).toEqual({ entries: 6, intact: false, firstBroken: 6 });
  });

  test('reads on in batches, and lets others work meanwhile', async () => {
    const { blindIndex } = house.means.vault;
    await house.db.$transaction(
      async (tx) => {
        await enterAll(
          tx,
          blindIndex,
          Array.from({ length: 1100 }, (_, number) => anAct(1 + ((number + 1) % 28))),
        );
      },
      { timeout: 120_000 },
    );
    const before = house.statementsOn('audit_entry');
    expect(await check()).toEqual({ entries: 1100, intact: true, firstBroken: null });
    expect(house.statementsOn('audit_entry') - before).toBeLessThan(15);
    await tamper('UPDATE audit_entry SET region = region, action = action || $$x$$ WHERE position = 1001');
    expect(await check()).toMatchObject({ firstBroken: 1001 });
  }, 120_000);
});

test.each([
  'UPDATE audit_entry SET action = action',
  'DELETE FROM audit_entry',
  'TRUNCATE audit_entry',
  'DELETE FROM audit_head',
  'TRUNCATE audit_head',
  'UPDATE audit_head SET position = position - 1',
])('the database itself refuses %s', async (statement) => {
  await five();
  await expect(house.db.$executeRawUnsafe(statement)).rejects.toThrow('only ever added to');
});

describe('the trail', () => {
  test('is told newest first, in pages', async () => {
    await five();
    const first = await trail({ first: 2 });
    const { pageInfo, totalCount } = first.data['auditTrail'] as unknown as { pageInfo: { endCursor: string }; totalCount: number };
    expect([positions(first), totalCount, pageInfo]).toEqual([[5, 4], 5, { hasNextPage: true, endCursor: pageInfo.endCursor }]);
    await add(anAct(6));
    expect(positions(await trail({ first: 10, after: pageInfo.endCursor }))).toEqual([3, 2, 1]);
  });

  test('is found by who, what, to what and when', async () => {
    await five();
    const other = randomUUID();
    await add(anAct(6, { actorId: other, action: 'booking.booking.cancelled', subjectId: 'b1' }));
    const found = async (filter: object) => positions(await trail({ filter }));
    expect(await found({ actorId: other })).toEqual([6]);
    expect(await found({ subjectId: 'subject 3' })).toEqual([3]);
    expect(await found({ action: 'booking.' })).toEqual([6]);
    expect(await found({ action: 'identity_role' })).toEqual([]);
    expect(await found({ action: '%' })).toEqual([]);
    expect(await found({ from: '2026-01-02T00:00:00Z', to: '2026-01-04T00:00:00Z' })).toEqual([3, 2]);
    expect(await found({ actorId: admin.id, from: '2026-01-05T01:00:00+01:00', action: null })).toEqual([5]);
    expect((await trail({ filter: { actorId: 'nobody' } })).codes).toEqual(['BAD_INPUT']);
    expect((await trail({ after: Buffer.from('["x"]').toString('base64url') })).codes).toEqual(['BAD_INPUT']);
  });

  test.each([
    ['nobody in particular', {}, 'UNAUTHENTICATED'],
    ['a customer', { ...admin, role: 'CUSTOMER' as const }, 'FORBIDDEN'],
    ['an agent', { ...admin, role: 'AGENT' as const }, 'FORBIDDEN'],
    ['a manager', { ...admin, role: 'MANAGER' as const }, 'FORBIDDEN'],
    ['a partner’s key', { ...admin, role: 'PARTNER' as const, scopes: new Set(['bookings:read']) }, 'FORBIDDEN'],
    ['a service', { id: null, role: 'SERVICE' as const }, 'UNAUTHENTICATED'],
  ])('is not for %s', async (_who, viewer, code) => {
    expect((await trail({}, viewer)).codes).toEqual([code]);
    expect((await house.ask('{ auditCheck { intact } }', {}, viewer)).codes).toEqual([code]);
  });
});

describe('many who enter at once', () => {
  const many = 20;

  test('get a place each, in one chain', async () => {
    await Promise.all(Array.from({ length: many }, (_, index) => add(anAct(1 + index))));
    expect(await check()).toEqual({ entries: many, intact: true, firstBroken: null });
    expect(new Set(positions(await trail({ first: 100 })))).toEqual(new Set(Array.from({ length: many }, (_, index) => index + 1)));
  });

  test('would take the same place without the lock', async () => {
    const met = meeting();
    const naively = (): Promise<unknown> =>
      house.db.$transaction(async (tx) => {
        const newest = await tx.auditEntry.findFirst({ orderBy: { position: 'desc' } });
        await met();
        const hash = new Uint8Array(32);
        await tx.auditEntry.create({ data: { ...anAct(1), position: (newest?.position ?? 0n) + 1n, previousHash: hash, hash } });
      });
    const outcomes = await Promise.allSettled([naively(), naively()]);
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(1);
  });
});
