import { postgres } from '@ycyw/service/postgres';
import type { Database } from '@ycyw/service/sql';
import { v7 as uuidv7 } from 'uuid';
import { reactions } from '../src/reactions.ts';
import { forgetPerson } from '../src/data/personal.ts';
import { aConversation, aDesk, send, TAKE, type Person, type TestDesk } from './aDesk.ts';
import { following, followMessages } from './follower.ts';

let test: TestDesk;
let claire: Person;
let marie: Person;
let sql: Database & { end(): Promise<void> };

beforeAll(async () => {
  test = await aDesk();
  sql = postgres(test.url, 4, () => undefined);
  claire = await test.a('CUSTOMER');
  marie = await test.a('AGENT');
});
afterAll(async () => {
  await sql.end();
  await test.stop();
});

const facts = (customer: Person | null) => ({
  bookingId: uuidv7(),
  reference: `YC-${uuidv7().slice(-4).toUpperCase()}-K9`,
  customerId: customer?.id ?? null,
  region: 'EU',
});
type Facts = ReturnType<typeof facts>;
const event = (type: keyof typeof reactions, payload: Record<string, unknown>, id: string = uuidv7()): Promise<void> =>
  sql.$transaction((tx) => {
    const [reaction, told] = [reactions[type], { id, type, occurredAt: '2026-06-01T08:00:00.000Z', payload }];
    return typeof reaction === 'function' ? reaction(tx, told) : reaction.all(tx, [told]);
  });
const offered = (about: Facts, conversationId: string | null = null, id?: string) => {
  const settlementId = uuidv7();
  return event('booking.settlementOffered', { ...about, settlementId, conversationId }, id).then(() => settlementId);
};
const about = (booking: Facts, customer: Person): Promise<string> => aConversation(customer, { bookingReference: booking.reference });

type Thing = { id: string };
interface Shown {
  id: string;
  subject: string;
  state: string;
  lastSequence: number;
  messages: {
    edges: {
      node: { sequence: number; party: string; body: string | null; author: unknown; settlement: Thing | null; charge: Thing | null };
    }[];
  };
}
const showing = async (person: Person, bookingId: string): Promise<Shown[]> => {
  const { data } = await person.ask(
    `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Booking { conversations { edges { node { id subject state lastSequence
      messages(last: 5) { edges { node { sequence party body author { id } settlement { id } charge { id } } } } } } } } } }`,
    { of: [{ __typename: 'Booking', id: bookingId }] },
  );
  const [booking] = (data as unknown as { _entities: { conversations: { edges: { node: Shown }[] } }[] })._entities;
  return booking?.conversations.edges.map(({ node }) => node) ?? [];
};

it('shows a settlement in the conversation that is named, to both sides at once, the next in its sequence', async () => {
  const booking = facts(claire);
  await event('booking.booked', booking);
  const named = await about(booking, claire);
  await about(booking, claire);
  const [mine, theirs] = [followMessages(claire, named, 0), followMessages(marie, named, 0)];
  const settlementId = await offered(booking, named);
  await send(claire, named, 'je regarde');
  for (const feed of [mine, theirs])
    expect((await feed.until((items) => items.length === 3)).map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
  const [, shown] = await showing(marie, booking.bookingId);
  expect(shown?.messages.edges[1]?.node).toEqual({
    sequence: 2,
    party: 'SYSTEM',
    body: null,
    author: null,
    settlement: { id: settlementId },
    charge: null,
  });
});

it('shows it in the newest open one about the booking when none is named, or one that is another customer’s or closed', async () => {
  const booking = facts(claire);
  await event('booking.booked', booking);
  const [older, newest] = [await about(booking, claire), await about(booking, claire)];
  const sams = await aConversation(await test.a('CUSTOMER'));
  await offered(booking);
  await offered(booking, sams);
  await claire.ask('mutation ($id: ID!) { closeConversation(id: $id) { id } }', { id: newest });
  await offered(booking, newest);
  const found = new Map((await showing(marie, booking.bookingId)).map(({ id, lastSequence }) => [id, lastSequence]));
  expect([found.get(older), found.get(newest)]).toEqual([2, 3]);
  expect((await test.db.conversation.findUniqueOrThrow({ where: { id: sams } })).lastSequence).toBe(1);
});

it('opens one in the queue where there is none, which is about the booking in the reader’s language; a guest has none', async () => {
  const booking = facts(claire);
  const id = uuidv7();
  const settlementId = await offered(booking, null, id);
  expect(await showing(claire, booking.bookingId)).toMatchObject([
    {
      subject: `Votre réservation ${booking.reference}`,
      state: 'QUEUED',
      lastSequence: 1,
      messages: { edges: [{ node: { settlement: { id: settlementId } } }] },
    },
  ]);
  const queued = await test.db.outbox.findMany({
    where: { type: 'support.conversation.changed' },
    orderBy: { position: 'desc' },
    take: 1,
  });
  expect(queued[0]?.payload).toMatchObject({ state: 'QUEUED', bookingId: booking.bookingId, customerId: claire.id });
  const guest = facts(null);
  await offered(guest);
  expect(await test.db.conversation.count({ where: { bookingId: guest.bookingId } })).toBe(0);
  const [opened] = await showing(claire, booking.bookingId);
  expect((await marie.ask(TAKE, { id: opened?.id })).code).toBeUndefined();
});

it('shows it once however often the event comes, a dispute of a charge as well', async () => {
  const booking = facts(claire);
  const id = uuidv7();
  const chargeId = uuidv7();
  for (const _ of [1, 2]) await event('booking.chargeDisputed', { ...booking, chargeId }, id);
  for (const side of [claire, marie])
    expect(await showing(side, booking.bookingId)).toMatchObject([
      { state: 'QUEUED', lastSequence: 1, messages: { edges: [{ node: { settlement: null, charge: { id: chargeId } } }] } },
    ]);
  expect(await test.db.message.findMany({ where: { chargeId } })).toMatchObject([{ party: 'SYSTEM', sequence: 1 }]);
});

it('tells whoever follows the conversation that what it shows has changed', async () => {
  const booking = facts(claire);
  await event('booking.booked', booking);
  const id = await about(booking, claire);
  const settlementId = await offered(booking, id);
  const feed = following<{ id: string }>(
    claire,
    'conversationChanged',
    `subscription ($id: ID!) { conversationChanged(conversationId: $id) { id } }`,
    { id },
  );
  await feed.until((items) => items.length === 1);
  await event('booking.settlementAnswered', { ...booking, settlementId, accepted: true });
  await feed.until((items) => items.length === 2);
  await event('booking.settlementExpired', { ...booking, settlementId: uuidv7() });
  const chargeId = uuidv7();
  await event('booking.chargeDisputed', { ...booking, chargeId });
  await event('booking.chargeResolved', { ...booking, chargeId, outcome: 'UPHELD' });
  await feed.until((items) => items.length === 3);
  await event('booking.chargesCollected', { ...booking, chargeIds: [uuidv7(), chargeId] });
  await feed.until((items) => items.length === 4);
  await event('booking.chargesFailed', { ...booking, chargeIds: [chargeId] });
  await feed.until((items) => items.length === 5);
});

it('opens nothing for somebody who was forgotten meanwhile', async () => {
  const gone = await test.a('CUSTOMER');
  const booking = facts(gone);
  await event('booking.booked', booking);
  await sql.$transaction((tx) => forgetPerson(tx, gone.id));
  await offered(booking);
  expect(await test.db.conversation.count({ where: { bookingId: booking.bookingId } })).toBe(0);
});

it('the database refuses a message of nobody with words, and one of somebody that shows a thing', async () => {
  const id = await aConversation(claire);
  const insert = (party: string, author: string | null, body: Buffer | null) => test.db.$executeRaw`
    INSERT INTO message (id, conversation_id, region, sequence, party, author_id, client_id, body, settlement_id, sent_at)
    VALUES (${uuidv7()}::uuid, ${id}::uuid, 'EU', 99, ${party}::party, ${author}::uuid, 'x', ${body}, ${uuidv7()}::uuid, now())`;
  await expect(insert('SYSTEM', null, Buffer.alloc(40))).rejects.toThrow(/message_of_nobody_shows/);
  await expect(insert('AGENT', marie.id, null)).rejects.toThrow(/message_of_nobody_shows/);
});
