import { columnsHolding } from '@ycyw/service/testing/markers';
import { v7 as uuidv7 } from 'uuid';
import { forgetContacts } from '../src/actions/contact/forgetContacts.ts';
import { keptDays, mostOpen } from '../src/domain/contact/limits.ts';
import { aDesk, aConversation, field, send, TAKE, type Answer, type Person, type TestDesk } from './aDesk.ts';

let house: TestDesk;
let nobody: Person;
beforeAll(async () => {
  house = await aDesk();
  nobody = await house.anonymous();
});
afterAll(() => house.stop());

const FORM = 'mutation ($input: ContactFormInput!) { sendContactForm(input: $input) { ticket } }';
const READ = `query ($id: ID!) { conversation(id: $id) { subject channel state customer { id } contact { name email } unmailed
  messages(first: 9) { edges { node { body party author { id } } } } } }`;
let made = 0;
const aForm = (input: Record<string, unknown> = {}): Record<string, unknown> => ({
  name: 'Zoé Passante',
  email: `zoe${String((made += 1))}@example.org`,
  subject: 'Objet perdu',
  body: 'J’ai oublié un sac.',
  clientId: uuidv7(),
  ...input,
});
const fill = (input: Record<string, unknown>, person = nobody): Promise<Answer> => person.ask(FORM, { input });
const ticket = async (input: Record<string, unknown>, person = nobody): Promise<string> =>
  field<{ ticket: string }>(await fill(input, person), 'sendContactForm').ticket;
const rowOf = async (short: string) => {
  const rows = await house.db.conversation.findMany({ where: { channel: 'FORM' } });
  const row = rows.find(({ id }) => id.slice(-12, -5) === short);
  if (!row) throw new Error('no such conversation');
  return row;
};

test('waits in the queue of the region asked from, with name and address for staff', async () => {
  const form = aForm({ bookingReference: 'yc-1234' });
  const { id, customerId, contactId, region } = await rowOf(await ticket(form));
  expect({ region, contactId }).toEqual({ region: 'EU', contactId: customerId });
  const agent = await house.a('AGENT');
  expect((await agent.ask(READ, { id })).data).toMatchObject({
    conversation: {
      subject: 'Objet perdu',
      channel: 'FORM',
      state: 'QUEUED',
      customer: null,
      contact: { name: 'Zoé Passante', email: form['email'] },
      unmailed: [],
      messages: { edges: [{ node: { party: 'CUSTOMER', body: 'Réservation YC-1234\n\nJ’ai oublié un sac.' } }] },
    },
  });
  expect((await agent.ask(TAKE, { id })).code).toBeUndefined();
});

test('what they write has no author, for they are no user; what staff answer has one', async () => {
  const { id } = await rowOf(await ticket(aForm()));
  const agent = await house.a('AGENT');
  await agent.ask(TAKE, { id });
  await send(agent, id, 'Nous cherchons.');
  const AUTHORS = `query ($id: ID!) { conversation(id: $id) { messages(first: 9) { edges { node { author { id } } } } } }`;
  expect((await agent.ask(AUTHORS, { id })).data).toMatchObject({
    conversation: { messages: { edges: [{ node: { author: null } }, { node: { author: { id: agent.id } } }] } },
  });
});

test('nobody but staff of the region finds it, and customers see neither contact nor what could not be mailed of their own', async () => {
  const { id } = await rowOf(await ticket(aForm()));
  const claire = await house.a('CUSTOMER');
  for (const person of [claire, await house.a('AGENT', { region: 'UK' })]) expect((await person.ask(READ, { id })).code).toBe('NOT_FOUND');
  expect((await nobody.ask(READ, { id })).code).toBe('UNAUTHENTICATED');
  expect((await (await house.a('PARTNER', { scope: 'bookings:read' })).ask(READ, { id })).code).toBe('FORBIDDEN');
  const own = await aConversation(claire);
  expect((await claire.ask(READ, { id: own })).data).toMatchObject({
    conversation: { channel: 'CHAT', contact: null, unmailed: null, customer: { id: claire.id } },
  });
});

test('the same address is one contact a region, whatever its letters', async () => {
  const first = await rowOf(await ticket(aForm({ email: 'Same@Example.org' })));
  const second = await rowOf(await ticket(aForm({ email: ' same@example.ORG ', name: 'Autre nom' })));
  const abroad = await rowOf(await ticket(aForm({ email: 'same@example.org' }), await house.anonymous({ region: 'UK' })));
  expect(second.contactId).toBe(first.contactId);
  expect(abroad).toMatchObject({ region: 'UK' });
  expect(abroad.contactId).not.toBe(first.contactId);
  expect((await Promise.all([1, 2, 3, 4].map(() => ticket(aForm({ email: 'race@example.org' }))))).length).toBe(4);
  const raced = await house.db.conversation.findMany({ where: { channel: 'FORM' }, orderBy: { id: 'desc' }, take: 4 });
  expect(new Set(raced.map(({ contactId }) => contactId)).size).toBe(1);
});

test('the same request is one conversation, twice at once too; another under its id is refused', async () => {
  const form = aForm();
  const [one, two] = await Promise.all([ticket(form), ticket(form)]);
  expect(two).toBe(one);
  expect(await ticket(form)).toBe(one);
  expect((await fill({ ...form, body: 'autre chose' })).code).toBe('IDEMPOTENCY_CONFLICT');
});

test('a flood from one address opens no more, goes into its newest, and is answered as others are', async () => {
  const email = 'flood@example.org';
  const forms = Array.from({ length: mostOpen + 4 }, () => aForm({ email }));
  const tickets = await Promise.all(forms.map((form) => ticket(form)));
  expect(new Set(tickets).size).toBe(mostOpen);
  const open = await rowOf(tickets[0] ?? '');
  const where = { contactId: open.contactId };
  const [newest] = await house.db.conversation.findMany({ where, orderBy: [{ createdAt: 'desc' }, { id: 'desc' }] });
  expect(await house.db.conversation.count({ where })).toBe(mostOpen);
  const written = (): Promise<number> => house.db.message.count({ where: { conversationId: newest?.id ?? '' } });
  expect(await written()).toBe(5);
  const more = aForm({ email, subject: 'Encore', body: 'Toujours rien.' });
  const [one, two] = [await ticket(more), await ticket(more)];
  expect([await rowOf(one), one]).toMatchObject([{ id: newest?.id }, two]);
  expect(await written()).toBe(6);
  expect((await fill({ ...more, body: 'autre chose' })).code).toBe('IDEMPOTENCY_CONFLICT');
  // Also once there is room for another.
  const oldest = await house.db.conversation.findFirstOrThrow({ where, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] });
  await house.db.conversation.update({ where: { id: oldest.id }, data: { state: 'CLOSED', closedAt: new Date() } });
  expect(await ticket(more)).toBe(one);
  const agent = await house.a('AGENT');
  const read = field<{ messages: { edges: { node: { body: string } }[] } }>(await agent.ask(READ, { id: newest?.id }), 'conversation');
  expect(read.messages.edges.at(-1)?.node.body).toBe('Encore\n\nToujours rien.');
});

test.each<[string, Record<string, unknown>]>([
  ['no name', { name: ' ' }],
  ['a name of 101 characters', { name: 'x'.repeat(101) }],
  ['no address', { email: 'zoe' }],
  ['an address with a header behind it', { email: 'zoe@example.org\r\nBcc: all@example.org' }],
  ['two addresses', { email: 'a@example.org, b@example.org' }],
  ['an address with a name', { email: 'Zoé <zoe@example.org>' }],
  ['an address without end', { email: `${'x'.repeat(300)}@example.org` }],
  ['no subject', { subject: '' }],
  ['a subject of 121 characters', { subject: 'x'.repeat(121) }],
  ['no clientId', { clientId: '' }],
  ['a reference without end', { bookingReference: 'x'.repeat(41) }],
])('refuses %s', async (_, input) => {
  expect((await fill(aForm(input))).code).toBe('BAD_INPUT');
});

test('refuses an empty and an endless message', async () => {
  expect((await fill(aForm({ body: ' ' }))).code).toBe('MESSAGE_EMPTY');
  expect((await fill(aForm({ body: 'x'.repeat(1001) }))).code).toBe('MESSAGE_TOO_LONG');
});

test('a message of the full length stays whole beside its reference', async () => {
  const { id } = await rowOf(await ticket(aForm({ body: 'mot '.repeat(250).trim(), bookingReference: 'YC-1' })));
  const agent = await house.a('AGENT');
  const shown = field<{ messages: { edges: { node: { body: string } }[] } }>(await agent.ask(READ, { id }), 'conversation');
  expect(
    shown.messages.edges
      .map(({ node }) => node.body)
      .join(' ')
      .match(/mot/g),
  ).toHaveLength(250);
});

test('a name’s line breaks never become more lines', async () => {
  const { id } = await rowOf(await ticket(aForm({ name: 'Zoé\r\nBcc: all@example.org' })));
  const agent = await house.a('AGENT');
  expect((await agent.ask(READ, { id })).data).toMatchObject({ conversation: { contact: { name: 'Zoé Bcc: all@example.org' } } });
});

test('answers the same for the address of an account as for any other', async () => {
  const asked = ['claire.renter@example.com', 'nobody@example.com'].map((email) => fill(aForm({ email })));
  for (const answer of await Promise.all(asked))
    expect(answer).toMatchObject({
      code: undefined,
      data: { sendContactForm: { ticket: expect.stringMatching(/^[\da-f]{7}$/) as string } },
    });
});

test('forgets contacts of whom nothing was heard for a year, with all they wrote, and no others', async () => {
  const old = await rowOf(await ticket(aForm({ email: 'marqueur@example.org', name: 'Marqueur', body: 'marqueur' })));
  const kept = await rowOf(await ticket(aForm()));
  expect(await columnsHolding(house.db, ['marqueur@example.org', 'Marqueur'])).toEqual([]);
  const ago = (days: number): Date => new Date(Date.now() - days * 86_400_000);
  await house.db.contact.update({ where: { id: old.customerId }, data: { activeAt: ago(keptDays + 1) } });
  await house.db.contact.update({ where: { id: kept.customerId }, data: { activeAt: ago(keptDays - 1) } });
  await forgetContacts(house.desk);
  expect(await house.db.conversation.findUnique({ where: { id: old.id } })).toBeNull();
  expect(await house.db.message.count({ where: { conversationId: old.id } })).toBe(0);
  expect(await house.desk.vault.isErased(old.customerId)).toBe(true);
  expect(await house.db.conversation.count({ where: { id: kept.id } })).toBe(1);
  // They may come back, as somebody new.
  const back = await rowOf(await ticket(aForm({ email: 'marqueur@example.org' })));
  expect(back.customerId).not.toBe(old.customerId);
});
