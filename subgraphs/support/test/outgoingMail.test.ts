import { meeting } from '@ycyw/service/testing/meeting';
import { v7 as uuidv7 } from 'uuid';
import { claimMail, postponeMail, settleMail, type Claimed } from '../src/data/mail/outgoing.ts';
import { sendMails } from '../src/mail/send.ts';
import { aConversation, field, send, TAKE, type Person } from './aDesk.ts';
import { aMail, aMailRoom, anAgent, aTicketOf, genuine, type TestRoom } from './aMailRoom.ts';
import { announce, aPdf, attachmentsOn, type Paths, type Upload } from './file.ts';

let house: TestRoom;
let agent: Person;
beforeAll(async () => {
  house = await aMailRoom();
  agent = await anAgent(house);
});
beforeEach(() => {
  house.sent = [];
  house.refusal = null;
  house.graphDown = false;
});
afterAll(() => house.stop());

const aTicket = (headers: Record<string, string> = {}): Promise<string> => aTicketOf(house, agent, headers);
const due = (): Promise<unknown> => house.db.outgoingMail.updateMany({ where: { state: 'QUEUED' }, data: { dueAt: new Date(0) } });
const states = async (conversationId: string): Promise<string[]> =>
  (await house.db.outgoingMail.findMany({ where: { conversationId }, orderBy: { id: 'asc' } })).map(({ state }) => state);

test('what staff answer to a contact is mailed once, in the thread, to their address', async () => {
  const id = await aTicket({ From: 'Zoé Passante <zoe@example.org>', 'Message-ID': '<asked@example.org>', Subject: 'Sac oublié' });
  const clientId = uuidv7();
  await send(agent, id, 'Bonjour Zoé,\nnous l’avons trouvé.', clientId);
  await send(agent, id, 'Bonjour Zoé,\nnous l’avons trouvé.', clientId);
  await Promise.all([sendMails(house.room), sendMails(house.room), sendMails(house.room)]);
  expect(house.sent).toHaveLength(1);
  const [mail] = house.sent;
  expect(mail).toMatchObject({
    recipient: 'zoe@example.org',
    subject: 'Re: Sac oublié',
    inReplyTo: '<asked@example.org>',
    references: '<asked@example.org>',
    from: { address: 'bonjour@your-car-your-way.example' },
  });
  expect(mail?.replyTo?.[0]?.address).toMatch(/^support\+[\da-f]{52}@your-car-your-way\.example$/);
  expect(mail?.headers.find(({ key }) => key === 'auto-submitted')?.value).toBe('auto-generated');
  expect(mail?.text).toContain('Bonjour Zoé,\r\nnous l’avons trouvé.');
  expect(mail?.text).toContain('Marie Agent, service client');
  expect(mail?.html).not.toMatch(/<img|src=|url\(|@import|<link/i);
  expect(await states(id)).toEqual(['SENT']);
});

describe('four senders at once', () => {
  const letters = 20;
  let id: string;
  beforeEach(async () => {
    id = await aTicket();
    for (let n = 0; n < letters; n += 1) await send(agent, id, `Lettre ${String(n)}`);
  });

  test('send each letter once', async () => {
    const worker = async (): Promise<void> => {
      while ((await states(id)).includes('QUEUED')) await sendMails(house.room);
    };
    await Promise.all([worker(), worker(), worker(), worker()]);
    expect(house.sent).toHaveLength(letters);
    expect(new Set(house.sent.map(({ messageId }) => messageId)).size).toBe(letters);
    expect(await states(id)).toEqual(Array.from({ length: letters }, () => 'SENT'));
  });

  test('would send them again if they looked for what waits before they took it', async () => {
    const met = meeting();
    const worker = async (): Promise<string[]> => {
      const waiting = await house.db.outgoingMail.findMany({ where: { conversationId: id, state: 'QUEUED' } });
      await met();
      await house.db.outgoingMail.updateMany({ where: { id: { in: waiting.map((mail) => mail.id) } }, data: { state: 'SENT' } });
      return waiting.map((mail) => mail.id);
    };
    const sent = (await Promise.all([worker(), worker(), worker(), worker()])).flat();
    expect(sent.length).toBeGreaterThan(new Set(sent).size);
  });
});

describe('files of an answer', () => {
  let paths: Paths;
  beforeAll(async () => {
    paths = await attachmentsOn(house.desk);
  });
  afterAll(() => paths.close());
  const withFile = async (id: string): Promise<void> => {
    const upload = field<Upload>(await announce(agent, id, { name: 'Devis d’été.pdf', mediaType: 'application/pdf' }), 'createAttachment');
    await paths.put(upload.url, aPdf());
    const input = { conversationId: id, body: '', attachmentIds: [upload.id], clientId: uuidv7() };
    field(await agent.ask('mutation ($input: SendMessageInput!) { sendMessage(input: $input) { id } }', { input }), 'sendMessage');
  };

  test('travel with it to a contact, who has nowhere else to see them, without a word as well', async () => {
    const id = await aTicket({ From: 'files@example.org' });
    await withFile(id);
    await sendMails(house.room);
    expect(await states(id)).toEqual(['SENT']);
    const [mail] = house.sent;
    expect(mail?.text).toContain('Joint\u00a0: Devis d’été.pdf');
    expect(mail?.html).toContain('Devis d’été.pdf');
    const [file] = mail?.attachments ?? [];
    expect(file).toMatchObject({ filename: 'Devis d’été.pdf', mimeType: 'application/pdf', disposition: 'attachment' });
    expect(Buffer.from(file?.content as ArrayBuffer).toString('latin1')).toMatch(/^%PDF-/);
  });

  test('are named to a customer with an account, who opens the conversation for them', async () => {
    const person = await house.a('CUSTOMER');
    house.people.push({ id: person.id, displayName: 'Noé Client', email: 'noe@example.org' });
    const id = await aTicket({ From: 'noe@example.org', ...genuine() });
    await withFile(id);
    await sendMails(house.room);
    expect(house.sent[0]?.text).toContain('Joint\u00a0: Devis d’été.pdf');
    expect(house.sent[0]?.text).toContain(`/conversations/${id}`);
    expect(house.sent[0]?.attachments).toEqual([]);
  });

  test('stand in the transcript by name', async () => {
    const id = await aTicket({ From: 'transcript@example.org' });
    await withFile(id);
    await agent.ask('mutation ($id: ID!) { mailTranscript(conversationId: $id, clientId: "files") }', { id });
    await sendMails(house.room);
    expect(house.sent.at(-1)?.text).toMatch(/Marie Agent \d\d:\d\d\s:\s+Joint\u00a0: Devis d’été\.pdf/);
  });
});

test('the contact’s answer to it joins the conversation, by its id or by its address, without what it quotes', async () => {
  const id = await aTicket({ From: 'lou@example.org' });
  await send(agent, id, 'Quelle couleur ?');
  await sendMails(house.room);
  const [mail] = house.sent;
  const quoted = (mail?.text ?? '').split('\n').map((line) => `> ${line}`.trimEnd());
  const body = ['Rouge.', '', 'Le 3 mai 2026, Your Car Your Way a écrit :', ...quoted].join('\r\n');
  await house.bring(aMail({ From: 'lou@example.org', 'In-Reply-To': mail?.messageId ?? '', body }));
  await house.bring(aMail({ From: 'lou@example.org', To: mail?.replyTo?.[0]?.address ?? '', body: 'Et grand.' }));
  const shown = await agent.ask('query ($id: ID!) { conversation(id: $id) { messages(last: 3) { edges { node { body } } } } }', { id });
  expect(shown.data).toMatchObject({
    conversation: {
      messages: { edges: [{ node: { body: 'Quelle couleur ?' } }, { node: { body: 'Rouge.' } }, { node: { body: 'Et grand.' } }] },
    },
  });
});

test('an answer to a customer who wrote by mail goes to their proven address; one in a chat goes nowhere', async () => {
  const claire = await house.a('CUSTOMER');
  house.people.push({ id: claire.id, displayName: 'Claire Renter', email: 'claire@example.org', locale: 'en-GB' });
  const id = await aTicket({ From: 'Claire <claire@example.org>', 'Reply-To': 'evil@example.org', ...genuine() });
  await send(agent, id, 'We are looking.');
  const chat = await aConversation(claire);
  await agent.ask(TAKE, { id: chat });
  await send(agent, chat, 'Bonjour');
  await sendMails(house.room);
  expect(house.sent.map(({ recipient, text }) => [recipient, text?.includes(`http://localhost:4000/conversations/${id}`)])).toEqual([
    ['claire@example.org', true],
  ]);
});

test('a letter waits while the server does not take it, and staff see what was never taken', async () => {
  const id = await aTicket();
  await send(agent, id, 'Bonjour');
  house.refusal = 451;
  await sendMails(house.room);
  expect(await states(id)).toEqual(['QUEUED']);
  await sendMails(house.room);
  const unmailed = async (person: Person) => (await person.ask('query ($id: ID!) { conversation(id: $id) { unmailed } }', { id })).data;
  expect(await unmailed(agent)).toEqual({ conversation: { unmailed: [] } });
  await due();
  house.refusal = 550;
  await sendMails(house.room);
  expect(await states(id)).toEqual(['FAILED']);
  expect(await unmailed(agent)).toEqual({ conversation: { unmailed: [2] } });
});

test('waits for the graph too, and gives up after twelve attempts', async () => {
  const id = await aTicket();
  await send(agent, id, 'Bonjour');
  house.graphDown = true;
  await sendMails(house.room);
  expect(await states(id)).toEqual(['QUEUED']);
  await house.db.outgoingMail.updateMany({ where: { conversationId: id }, data: { attempts: 11, dueAt: new Date(0) } });
  await sendMails(house.room);
  expect(await states(id)).toEqual(['FAILED']);
});

test('one whose process died in the middle goes again under the same Message-ID', async () => {
  const id = await aTicket();
  await send(agent, id, 'Bonjour');
  await sendMails(house.room);
  await house.db.outgoingMail.updateMany({ where: { conversationId: id }, data: { state: 'QUEUED', dueAt: new Date(0) } });
  await sendMails(house.room);
  expect(house.sent).toHaveLength(2);
  expect(house.sent[1]?.messageId).toBe(house.sent[0]?.messageId);
});

test('of a conversation they go in their order: the later waits for the earlier, and for its turn alone', async () => {
  const id = await aTicket();
  for (const body of ['Lettre un', 'Lettre deux', 'Lettre trois']) await send(agent, id, body);
  house.refusal = 451;
  await sendMails(house.room);
  const attempts = await house.db.outgoingMail.findMany({ where: { conversationId: id }, orderBy: { id: 'asc' } });
  expect(attempts.map((mail) => mail.attempts)).toEqual([1, 0, 0]);
  house.refusal = null;
  await due();
  await sendMails(house.room);
  expect(house.sent.map(({ text }) => /Lettre \S+/.exec(text ?? '')?.[0])).toEqual(['Lettre un', 'Lettre deux', 'Lettre trois']);
});

test('who took longer than their lease says nothing of a letter that another has taken', async () => {
  const id = await aTicket();
  await send(agent, id, 'Bonjour');
  const claimed = async (): Promise<Claimed> => {
    await due();
    const mail = await claimMail(house.desk.sql);
    if (mail?.conversationId !== id) throw new Error('nothing to claim');
    return mail;
  };
  const slow = await claimed();
  expect(await claimMail(house.desk.sql)).toBeNull();
  const other = await claimed();
  const { dueAt } = await house.db.outgoingMail.findUniqueOrThrow({ where: { id: slow.id } });
  expect(await settleMail(house.desk.sql, slow, 'FAILED')).toBe(false);
  await postponeMail(house.desk.sql, slow, 9);
  expect(await house.db.outgoingMail.findUnique({ where: { id: slow.id } })).toMatchObject({ state: 'QUEUED', dueAt });
  expect(await settleMail(house.desk.sql, other, 'SENT')).toBe(true);
  expect(await settleMail(house.desk.sql, other, 'FAILED')).toBe(false);
  expect(await states(id)).toEqual(['SENT']);
});

test('an answer that was deleted before it went is not mailed, and does not stand in the way of the next', async () => {
  const id = await aTicket();
  const wrong = field<{ id: string }>(await send(agent, id, 'Bonjour Claude'), 'sendMessage');
  await send(agent, id, 'Bonjour Zoé');
  house.refusal = 451;
  await sendMails(house.room);
  field(await agent.ask('mutation ($id: ID!) { deleteMessage(id: $id) { id } }', { id: wrong.id }), 'deleteMessage');
  house.refusal = null;
  await due();
  await sendMails(house.room);
  expect(house.sent.map(({ text }) => /Bonjour \S+/.exec(text ?? '')?.[0])).toEqual(['Bonjour Zoé']);
  expect(await states(id)).toEqual(['SENT']);
});

test('a subject and a name with line breaks add no header', async () => {
  const id = await aTicket({
    From: '=?utf-8?q?Zo=C3=A9=0D=0ABcc=3A_all=40example.org?= <header@example.org>',
    Subject: '=?utf-8?q?Sac=0D=0ABcc=3A_all=40example.org?=',
  });
  await send(agent, id, 'Bonjour');
  await sendMails(house.room);
  expect(house.sent).toHaveLength(1);
  expect(house.sent[0]?.bcc).toBeUndefined();
  expect(house.sent[0]?.subject).toBe('Re: Sac Bcc: all@example.org');
});

test('nothing goes to somebody who was erased meanwhile', async () => {
  const id = await aTicket();
  await send(agent, id, 'Bonjour');
  const { customerId } = await house.db.conversation.findUniqueOrThrow({ where: { id } });
  await house.desk.vault.erase(customerId, 'EU');
  await sendMails(house.room);
  expect(house.sent).toEqual([]);
  expect(await states(id)).toEqual(['FAILED']);
});
