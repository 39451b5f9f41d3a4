import { v7 as uuidv7 } from 'uuid';
import { aConversation, aDesk, field, send, START, TAKE, type Person, type TestDesk } from './aDesk.ts';
import { followMessages, following } from './follower.ts';

let test: TestDesk;
let claire: Person;
let sam: Person;
let marie: Person;
let leo: Person;
let noah: Person;
let id: string;

beforeAll(async () => {
  test = await aDesk();
  [claire, sam, marie, leo, noah] = await Promise.all([
    test.a('CUSTOMER'),
    test.a('CUSTOMER'),
    test.a('AGENT'),
    test.a('AGENT'),
    test.a('MANAGER'),
  ]);
  id = await aConversation(claire);
  await marie.ask(TAKE, { id });
});
afterAll(() => test.stop());

const READ = 'query ($id: ID!) { conversation(id: $id) { id subject messages { edges { node { body } } } } }';
const ENTITY = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Conversation { subject messages { totalCount } } } }';
const CLOSE = 'mutation ($id: ID!) { closeConversation(id: $id) { state } }';
const MARK = 'mutation ($id: ID!) { markRead(conversationId: $id, upToSequence: 1) { unread } }';
const TYPE = 'mutation ($id: ID!) { setTyping(conversationId: $id, typing: true) }';

it.each([
  ['reading', (who: Person, target: string) => who.ask(READ, { id: target })],
  ['writing', (who: Person, target: string) => send(who, target, 'hello')],
  ['closing', (who: Person, target: string) => who.ask(CLOSE, { id: target })],
  ['marking read', (who: Person, target: string) => who.ask(MARK, { id: target })],
  ['typing', (who: Person, target: string) => who.ask(TYPE, { id: target })],
  ['asking for the entity', (who: Person, target: string) => who.ask(ENTITY, { r: [{ __typename: 'Conversation', id: target }] })],
])("answers NOT_FOUND to %s somebody else's conversation, one that is not there, and no id at all", async (_, act) => {
  for (const target of [id, uuidv7(), 'nonsense', "'; DROP TABLE message; --"]) {
    const answer = await act(sam, target);
    expect(answer).toMatchObject({ code: 'NOT_FOUND', message: 'Introuvable. Vérifiez la référence.' });
    expect(JSON.stringify(answer.data ?? {})).not.toContain('décapotable');
  }
});

it.each(['messageAdded', 'conversationChanged', 'typing'])(
  "answers NOT_FOUND to following somebody else's conversation by %s",
  async (name) => {
    const fields = name === 'typing' ? 'typing' : 'id';
    const follower = following(sam, name, `subscription ($id: ID!) { ${name}(conversationId: $id) { ${fields} } }`, { id });
    for (let n = 0; n < 2500 && !follower.code(); n += 1) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(follower.code()).toBe('NOT_FOUND');
    expect(follower.items).toEqual([]);
  },
);

it('ends the subscription of who loses sight of the conversation when it changes hands', async () => {
  const mine = await aConversation(claire);
  const follower = followMessages(claire, mine, 0);
  await follower.until((items) => items.length === 1);
  await test.db.conversation.update({ where: { id: mine }, data: { customerId: sam.id } });
  await marie.ask(TAKE, { id: mine });
  for (let n = 0; n < 2500 && !follower.code(); n += 1) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(follower.code()).toBe('NOT_FOUND');
});

it("keeps the staff's queue, live and not, and taking, from customers", async () => {
  expect(await sam.ask('{ supportQueue { totalCount } }')).toMatchObject({ code: 'FORBIDDEN' });
  expect(await sam.ask(TAKE, { id })).toMatchObject({ code: 'FORBIDDEN' });
  const follower = following(sam, 'supportQueueChanged', 'subscription { supportQueueChanged { id } }', {});
  for (let n = 0; n < 2500 && !follower.code(); n += 1) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(follower.code()).toBe('FORBIDDEN');
});

it('lets every agent read, and only the one who has it, or a manager, write', async () => {
  expect(field(await leo.ask(READ, { id }), 'conversation')).toMatchObject({ id });
  for (const act of [send(leo, id, 'moi aussi'), leo.ask(CLOSE, { id }), leo.ask(MARK, { id }), leo.ask(TYPE, { id })]) {
    expect(await act).toMatchObject({ code: 'FORBIDDEN' });
  }
  expect(field(await send(marie, id, 'Bonjour'), 'sendMessage')).toMatchObject({ party: 'AGENT', author: { id: marie.id } });
  expect(field(await send(noah, id, 'Bonjour aussi'), 'sendMessage')).toMatchObject({ party: 'AGENT', author: { id: noah.id } });
});

it("shows a person's conversations to that person and to staff alone", async () => {
  const LIST = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on User { conversations { totalCount edges { node { id } } } } } }`;
  const r = [{ __typename: 'User', id: claire.id }];
  const [own] = field<[{ conversations: { totalCount: number; edges: { node: { id: string } }[] } }]>(
    await claire.ask(LIST, { r }),
    '_entities',
  );
  expect(own.conversations.edges.map(({ node }) => node.id)).toContain(id);
  expect((await marie.ask(LIST, { r })).code).toBeUndefined();
  expect(await sam.ask(LIST, { r })).toMatchObject({ code: 'NOT_FOUND', data: { _entities: [{ conversations: null }] } });
});

it('opens conversations for customers alone', async () => {
  const input = { subject: 's', body: 'b', clientId: uuidv7() };
  expect(await marie.ask(START, { input })).toMatchObject({ code: 'FORBIDDEN' });
});
