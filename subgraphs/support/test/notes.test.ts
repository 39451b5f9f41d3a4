import { v7 as uuidv7 } from 'uuid';
import { aDesk, aTakenConversation, emptied, field, send, staffed, type Person, type TestDesk } from './aDesk.ts';
import { following } from './follower.ts';

let test: TestDesk;
let claire: Person;
let sam: Person;
let marie: Person;
let leo: Person;

beforeAll(async () => {
  test = await aDesk();
  ({ claire, sam, marie, leo } = await staffed(test));
});
beforeEach(() => emptied(test));
afterAll(() => test.stop());

const taken = (by: Person = marie): Promise<string> => aTakenConversation(claire, by);
const NOTE =
  'mutation ($id: ID!, $body: String!, $clientId: ID!) { addNote(conversationId: $id, body: $body, clientId: $clientId) { id body author { id } } }';
const note = (who: Person, id: string, body: string, clientId: string = uuidv7()) => who.ask(NOTE, { id, body, clientId });

describe('notes', () => {
  const NOTES = 'query ($id: ID!) { conversation(id: $id) { notes { totalCount edges { node { body author { id } } } } } }';

  it('are written once and read by staff, sealed at rest', async () => {
    const id = await taken();
    const clientId = uuidv7();
    const first = field(await note(leo, id, 'Marqueur-note', clientId), 'addNote');
    expect(field(await note(leo, id, 'Marqueur-note', clientId), 'addNote')).toEqual(first);
    expect(await note(leo, id, 'autre', clientId)).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
    const { notes } = field<{ notes: unknown }>(await marie.ask(NOTES, { id }), 'conversation');
    expect(notes).toEqual({ totalCount: 1, edges: [{ node: { body: 'Marqueur-note', author: { id: leo.id } } }] });
    for (const { body } of await test.db.note.findMany()) expect(Buffer.from(body).toString('latin1')).not.toContain('Marqueur');
    for (const body of ['', ' ', 'x'.repeat(2001)]) expect(await note(marie, id, body)).toMatchObject({ code: 'BAD_INPUT' });
    expect((await note(marie, id, '😀'.repeat(2000))).code).toBeUndefined();
  });

  it('are refused to customers by every path, and their subscriptions are not woken by them', async () => {
    const id = await taken();
    const sources = ['notes { totalCount }', 'staffPresent { id }', 'sla { policy }', 'snoozedUntil'];
    const r = [{ __typename: 'Conversation', id }];
    for (const what of sources) {
      expect(await claire.ask(`query ($id: ID!) { conversation(id: $id) { ${what} } }`, { id })).toMatchObject({ code: 'FORBIDDEN' });
      expect(
        await claire.ask(`query ($r: [_Any!]!) { _entities(representations: $r) { ... on Conversation { ${what} } } }`, { r }),
      ).toMatchObject({
        code: 'FORBIDDEN',
      });
    }
    expect(await note(claire, id, 'moi aussi')).toMatchObject({ code: 'FORBIDDEN' });
    expect(await note(sam, id, 'moi aussi')).toMatchObject({ code: 'FORBIDDEN' });
    const changed = 'subscription ($id: ID!) { conversationChanged(conversationId: $id) { state lastSequence } }';
    const customers = following<unknown>(claire, 'conversationChanged', changed, { id });
    const messages = following<unknown>(
      claire,
      'messageAdded',
      'subscription ($id: ID!) { messageAdded(conversationId: $id) { sequence body } }',
      { id },
    );
    const staff = following<{ notes: { totalCount: number } }>(
      marie,
      'conversationChanged',
      'subscription ($id: ID!) { conversationChanged(conversationId: $id) { notes { totalCount edges { node { body } } } staffPresent { id } } }',
      { id },
    );
    await Promise.all([customers, messages, staff].map((follower) => follower.until((items) => items.length > 0)));
    const before = JSON.stringify([customers.items, messages.items]);
    await note(leo, id, 'Marqueur-note');
    await staff.until((items) => items.some(({ notes }) => notes.totalCount === 1));
    await leo.ask('mutation ($id: ID!) { heartbeat(conversationId: $id) }', { id });
    await staff.until((items) => JSON.stringify(items.at(-1)).includes(leo.id));
    // What comes after has come, and nothing between.
    await send(marie, id, 'Bonjour');
    await messages.until((items) => items.length === 2);
    await customers.until((items) => items.length === 2);
    expect(JSON.stringify([customers.items.slice(0, 1), messages.items.slice(0, 1)])).toBe(before);
    expect(JSON.stringify([customers.items, messages.items])).not.toContain('Marqueur');
  });

  it('go with whose conversation it is', async () => {
    const id = await taken();
    const other = await test.a('AGENT', { region: 'UK' });
    expect(await note(other, id, 'x')).toMatchObject({ code: 'NOT_FOUND' });
    expect(await other.ask(NOTES, { id })).toMatchObject({ code: 'NOT_FOUND' });
  });
});
