import { columnsHolding } from '@ycyw/service/testing/markers';
import { v7 as uuidv7 } from 'uuid';
import { replyAddress } from '../src/domain/mail/replyAddress.ts';
import { signs } from '../src/mail/room.ts';
import { address, aMail, aMailRoom, aSender, genuine, openedBy, type TestRoom } from './aMailRoom.ts';
import { aConversation, field, send, TAKE } from './aDesk.ts';

let house: TestRoom;
beforeAll(async () => {
  house = await aMailRoom();
});
afterAll(() => house.stop());

const READ = `query ($id: ID!) { conversation(id: $id) { id subject state channel lastSequence customer { id } contact { name email }
  messages(first: 20) { edges { node { sequence party body } } } } }`;
interface Shown {
  subject: string;
  state: string;
  channel: string;
  customer: { id: string } | null;
  contact: { name: string; email: string } | null;
  messages: { edges: { node: { party: string; body: string } }[] };
}
/** What staff see of a conversation. */
async function shown(id: string): Promise<Shown> {
  const agent = await house.a('ADMIN');
  return field<Shown>(await agent.ask(READ, { id }), 'conversation');
}
const bodies = async (id: string): Promise<string[]> => (await shown(id)).messages.edges.map(({ node }) => node.body);
const opened = (work: () => Promise<unknown>): Promise<string[]> => openedBy(house, work);
const only = (ids: readonly string[]): string => {
  expect(ids).toHaveLength(1);
  return ids[0] ?? '';
};
test('opens a ticket for whoever writes, of a contact and no user, and staff see name and address', async () => {
  const from = aSender();
  const id = only(await opened(() => house.bring(aMail({ From: `Zoé Renter <${from}>`, Subject: '=?utf-8?q?D=C3=A9capotable?=' }))));
  expect(await shown(id)).toMatchObject({
    subject: 'Décapotable',
    channel: 'EMAIL',
    state: 'QUEUED',
    customer: null,
    contact: { name: 'Zoé Renter', email: from },
  });
  expect(await bodies(id)).toEqual(['Bonjour, une question.']);
  const events = await house.db.outbox.findMany({ where: { payload: { path: ['conversationId'], equals: id } } });
  expect(events).toHaveLength(2);
  for (const { payload } of events) expect(payload).toMatchObject({ customerId: null });
  expect(JSON.stringify(events.map(({ payload }) => payload))).not.toContain(from);
});

test('a mail brought again, or twice at once, is one message', async () => {
  const mail = aMail({ From: aSender() });
  const id = only(await opened(() => Promise.all([house.bring(mail), house.bring(mail), house.bring(mail)])));
  expect((await house.bring(mail)).status).toBe(200);
  expect(await bodies(id)).toHaveLength(1);
});

test('one without a Message-ID is known again by its bytes', async () => {
  const mail = aMail({ From: aSender() }).replace(/^Message-ID.*\r\n/m, '');
  const id = only(await opened(() => house.bring(mail)));
  await house.bring(mail);
  expect(await bodies(id)).toHaveLength(1);
});

test('keeps the thread by In-Reply-To, by References and by the address that it was sent to', async () => {
  const from = aSender();
  const id = only(await opened(() => house.bring(aMail({ From: from, 'Message-ID': '<first@example.org>' }))));
  const replyTo = replyAddress(address, id, signs(house.desk));
  expect(
    await opened(async () => {
      await house.bring(aMail({ From: from, 'In-Reply-To': '<first@example.org>', body: 'deux' }));
      await house.bring(aMail({ From: from, References: '<unknown@x> <first@example.org>\r\n <other@x>', body: 'trois' }));
      await house.bring(aMail({ From: from, To: `Support <${replyTo}>`, body: 'quatre' }));
    }),
  ).toEqual([]);
  expect(await bodies(id)).toEqual(['Bonjour, une question.', 'deux', 'trois', 'quatre']);
});

test('a stranger who names a known Message-ID, or a signed address, opens a ticket of their own', async () => {
  const from = aSender();
  const id = only(await opened(() => house.bring(aMail({ From: from, 'Message-ID': '<known@example.org>' }))));
  const replyTo = replyAddress(address, id, signs(house.desk));
  const stranger = aSender();
  const theirs = await opened(async () => {
    await house.bring(aMail({ From: stranger, 'In-Reply-To': '<known@example.org>', body: 'de quoi s’agit-il ?' }));
    await house.bring(aMail({ From: aSender(), To: replyTo, body: 'moi aussi' }));
  });
  expect(theirs).toHaveLength(2);
  expect(await bodies(id)).toHaveLength(1);
  // Nor does a stranger who sends first under an id that somebody uses later keep theirs out.
  const late = only(await opened(() => house.bring(aMail({ From: aSender(), 'Message-ID': '<known@example.org>', body: 'mien' }))));
  expect(await bodies(late)).toEqual(['mien']);
});

test('a made-up address token names nothing', async () => {
  const from = aSender();
  const id = only(await opened(() => house.bring(aMail({ From: from }))));
  const forged = `support+${id.replaceAll('-', '')}${'0'.repeat(20)}@your-car-your-way.example`;
  expect(await opened(() => house.bring(aMail({ From: from, To: forged })))).toHaveLength(1);
  expect(await bodies(id)).toHaveLength(1);
});

describe('the address of an account', () => {
  const claire = { id: uuidv7(), displayName: 'Claire Renter', email: 'claire.account@example.org' };
  const ashley = { id: uuidv7(), displayName: 'Ashley Renter', email: 'ashley.account@example.org', region: 'US', locale: 'en-US' };
  beforeAll(() => {
    house.people.push(claire, ashley, { id: uuidv7(), displayName: 'Marie Agent', email: 'marie.account@example.org', role: 'AGENT' });
  });

  test('writes as the customer, in their region, where the receiving server found the mail genuine', async () => {
    const id = only(await opened(() => house.bring(aMail({ From: claire.email, ...genuine() }))));
    expect(await shown(id)).toMatchObject({ channel: 'EMAIL', customer: { id: claire.id }, contact: null });
    const abroad = only(await opened(() => house.bring(aMail({ From: ashley.email, ...genuine() }))));
    expect(await house.db.conversation.findUnique({ where: { id: abroad } })).toMatchObject({
      customerId: ashley.id,
      region: 'US',
      contactId: null,
    });
  });

  test.each<[string, Record<string, string>]>([
    ['without a verdict', {}],
    ['by a verdict of another server', { 'Authentication-Results': 'mx.evil.example; dmarc=pass header.from=example.org' }],
    ['by a verdict on another domain', genuine('evil.example')],
    [
      'where DMARC failed',
      { 'Authentication-Results': 'mx.provider.example; dkim=pass header.d=evil.example; dmarc=fail header.from=example.org' },
    ],
    [
      'by a verdict in a comment',
      { 'Authentication-Results': 'mx.provider.example; dmarc=fail (dmarc=pass header.from=example.org) header.from=evil.example' },
    ],
    [
      'by a verdict below the server’s own',
      { 'Authentication-Results': 'mx.provider.example; dmarc=none', 'AUTHENTICATION-RESULTS': genuine()['Authentication-Results'] ?? '' },
    ],
    [
      'by another’s address within the words',
      { ...genuine(), From: `=?utf-8?q?claire.account=40example.org=3E_=3C?= <mallory@example.org>` },
    ],
    ['by another’s address quoted', { ...genuine(), From: `"${claire.email}" <mallory@example.org>` }],
    ['by two addresses', { ...genuine(), From: `mallory@example.org, ${claire.email}` }],
    ['by two senders', { ...genuine(), From: `${claire.email}\r\nFrom: evil@example.org` }],
  ])('is a contact’s like any other %s', async (_, headers) => {
    const ids = await opened(() => house.bring(aMail({ From: claire.email, ...headers })));
    for (const id of ids) expect((await shown(id)).customer).toBeNull();
  });

  test('staff who write are contacts', async () => {
    const id = only(await opened(() => house.bring(aMail({ From: 'marie.account@example.org', ...genuine() }))));
    expect((await shown(id)).contact).toMatchObject({ email: 'marie.account@example.org' });
  });

  test('joins the customer’s chat that a transcript came from, and no chat of another region', async () => {
    const customer = await house.a('CUSTOMER');
    house.people.push({ id: customer.id, displayName: 'Léa Renter', email: 'lea@example.org' });
    const chat = await aConversation(customer);
    const replyTo = replyAddress(address, chat, signs(house.desk));
    expect(await opened(() => house.bring(aMail({ From: 'lea@example.org', To: replyTo, body: 'par courriel', ...genuine() })))).toEqual(
      [],
    );
    expect((await bodies(chat)).at(-1)).toBe('par courriel');
    // Forged, and from abroad: neither finds it.
    const others = await opened(async () => {
      await house.bring(aMail({ From: 'lea@example.org', To: replyTo, body: 'faux' }));
      await house.bring(aMail({ From: ashley.email, To: replyTo, body: 'loin', ...genuine() }));
    });
    expect(others).toHaveLength(2);
    expect((await bodies(chat)).at(-1)).toBe('par courriel');
  });

  test('waits, to be brought again, while nobody can say whose it is', async () => {
    house.graphDown = true;
    const mail = aMail({ From: claire.email, ...genuine() });
    expect(await opened(async () => expect((await house.bring(mail)).status).toBe(500))).toEqual([]);
    house.graphDown = false;
    expect(await opened(() => house.bring(mail))).toHaveLength(1);
  });
});

test('a hundred auto-replies in a loop open nothing, and we send nothing back', async () => {
  const id = only(await opened(() => house.bring(aMail({ From: aSender(), 'Message-ID': '<loop@example.org>' }))));
  const before = await house.db.outgoingMail.count();
  for (let n = 0; n < 100; n += 1)
    await house.bring(aMail({ From: 'robot@example.org', 'Auto-Submitted': 'auto-replied', 'In-Reply-To': '<loop@example.org>' }));
  expect(await bodies(id)).toHaveLength(1);
  expect(await house.db.outgoingMail.count()).toBe(before);
});

test('who keeps opening tickets writes into the newest from the sixth on, and no word is lost', async () => {
  const from = aSender();
  const ids = await opened(async () => {
    for (let n = 1; n <= 7; n += 1) await house.bring(aMail({ From: from, body: `ticket ${String(n)}` }));
  });
  expect(ids).toHaveLength(5);
  expect(await bodies(ids[4] ?? '')).toEqual(['ticket 5', 'ticket 6', 'ticket 7']);
});

test('an answer to what is closed opens another ticket; to what was resolved, it waits again', async () => {
  const from = aSender();
  const closed = only(await opened(() => house.bring(aMail({ From: from, 'Message-ID': '<closed@example.org>' }))));
  await house.db.conversation.update({ where: { id: closed }, data: { state: 'CLOSED', closedAt: new Date() } });
  const next = only(
    await opened(() => house.bring(aMail({ From: from, 'In-Reply-To': '<closed@example.org>', 'Message-ID': '<next@example.org>' }))),
  );
  await house.db.conversation.update({ where: { id: next }, data: { state: 'RESOLVED', agentId: uuidv7(), resolvedAt: new Date() } });
  expect(await opened(() => house.bring(aMail({ From: from, 'In-Reply-To': '<next@example.org>', body: 'encore' })))).toEqual([]);
  expect(await shown(next)).toMatchObject({ state: 'QUEUED' });
  expect(await bodies(next)).toHaveLength(2);
});

test('an agent’s answer and the contact’s go on in one thread', async () => {
  const id = only(await opened(() => house.bring(aMail({ From: aSender() }))));
  const agent = await house.a('AGENT');
  expect((await agent.ask(TAKE, { id })).code).toBeUndefined();
  expect((await send(agent, id, 'Bonjour, je regarde.')).code).toBeUndefined();
  expect((await shown(id)).messages.edges.map(({ node }) => node.party)).toEqual(['CUSTOMER', 'AGENT']);
});

test('broken mails are read as far as they go', async () => {
  const from = aSender();
  const cut = aMail({ From: from, 'Content-Type': 'multipart/mixed; boundary=b', body: '--b\r\nContent-Type: text/plain\r\n\r\nà moitié' });
  expect(await bodies(only(await opened(() => house.bring(cut))))).toEqual(['à moitié']);
  const scripted = aMail({ From: aSender(), 'Content-Type': 'text/html', body: '<script>alert(1)</script><style>p{}</style>' });
  expect(await bodies(only(await opened(() => house.bring(scripted))))).toEqual(['[Message sans texte]']);
  expect((await house.bring('\0\r\n\r\nrien')).body).toMatchObject({ ignored: 'SENDER' });
  const deep = Array.from(
    { length: 60 },
    (_, n) => `Content-Type: multipart/mixed; boundary=b${String(n)}\r\n\r\n--b${String(n)}\r\n`,
  ).join('');
  expect((await house.bring(`From: a@example.org\r\n${deep}`)).status).toBe(422);
});

test('reads a mail of many lines and a large attachment', async () => {
  const body = `--b\r\n\r\nVoici la photo.\r\n--b\r\nContent-Type: image/jpeg\r\nContent-Transfer-Encoding: base64\r\n\r\n${`${'A'.repeat(76)}\r\n`.repeat(100_000)}--b--`;
  const mail = aMail({ From: aSender(), 'Content-Type': 'multipart/mixed; boundary=b', body });
  expect(await bodies(only(await opened(() => house.bring(mail))))).toEqual(['Voici la photo.\n\n[1 pièce jointe non reprise]']);
});

test('takes words over in their own characters, and puts none of them into a header', async () => {
  const japanese = Buffer.concat([
    Buffer.from(aMail({ From: aSender(), 'Content-Type': 'text/plain; charset=iso-2022-jp', body: '' }).trimEnd() + '\r\n\r\n'),
    Buffer.from([0x1b, 0x24, 0x42, 0x24, 0x22, 0x24, 0x24, 0x1b, 0x28, 0x42]),
  ]);
  expect(await bodies(only(await opened(() => house.bring(japanese))))).toEqual(['あい']);
  const latin = Buffer.from(aMail({ From: aSender(), 'Content-Type': 'text/plain; charset=iso-8859-1', body: 'réservé' }), 'latin1');
  expect(await bodies(only(await opened(() => house.bring(latin))))).toEqual(['réservé']);
  const raw = aMail({ From: aSender(), 'Content-Type': 'text/plain', body: 'déjà \0payé 🚗' });
  expect(await bodies(only(await opened(() => house.bring(raw))))).toEqual(['déjà payé 🚗']);
  const injected = aMail({
    From: `=?utf-8?q?Zo=C3=A9=0D=0ABcc:_all=40example.org?= <${aSender()}>`,
    Subject: '=?utf-8?q?Bonjour=0D=0ABcc:_all=40example.org?=',
  });
  const { subject, contact } = await shown(only(await opened(() => house.bring(injected))));
  expect(subject).toBe('Bonjour Bcc: all@example.org');
  expect(contact?.name).toBe('Zoé Bcc: all@example.org');
});

test('a long mail becomes messages in order, ten at most, and says what is missing', async () => {
  const paragraphs = Array.from({ length: 30 }, (_, n) => `${String(n)} ${'mot '.repeat(120).trim()}.`);
  const id = only(await opened(() => house.bring(aMail({ From: aSender(), body: paragraphs.join('\r\n\r\n') }))));
  const said = await bodies(id);
  expect(said).toHaveLength(10);
  expect(said[0]?.startsWith('0 mot')).toBe(true);
  expect(said.at(-1)).toMatch(/\[… \d+ caractères non repris\]$/);
  for (const body of said) expect(Array.from(body).length).toBeLessThanOrEqual(1000);
});

test('notes how many attachments were not taken over', async () => {
  const part = (name: string) =>
    `--b\r\nContent-Type: application/pdf; name=${name}\r\nContent-Disposition: attachment\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0=\r\n`;
  const body = `--b\r\nContent-Type: text/plain\r\n\r\nVoici.\r\n${part('a.pdf')}${part('b.pdf')}--b--`;
  const id = only(await opened(() => house.bring(aMail({ From: aSender(), 'Content-Type': 'multipart/mixed; boundary=b', body }))));
  expect(await bodies(id)).toEqual(['Voici.\n\n[2 pièces jointes non reprises]']);
});

test('nothing that says who wrote lies in the tables in plain text', async () => {
  const marker = 'marqueur';
  await house.bring(
    aMail({ From: `Marqueur Unique <${marker}@example.org>`, 'Message-ID': `<${marker}@mail.example.org>`, Subject: marker, body: marker }),
  );

  expect(await columnsHolding(house.db, [marker])).toEqual([]);
});
