import { v7 as uuidv7 } from 'uuid';
import { sendMails } from '../src/mail/send.ts';
import { aConversation, send, TAKE, type Person } from './aDesk.ts';
import { aMailRoom, anAgent, aTicketOf, type TestRoom } from './aMailRoom.ts';

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
const states = async (conversationId: string): Promise<string[]> =>
  (await house.db.outgoingMail.findMany({ where: { conversationId }, orderBy: { id: 'asc' } })).map(({ state }) => state);

describe('a transcript', () => {
  const ASK =
    'mutation ($id: ID!, $clientId: ID!, $zone: String) { mailTranscript(conversationId: $id, clientId: $clientId, timeZone: $zone) }';
  const ask = (person: Person, id: string, clientId: string = uuidv7(), zone: string | null = 'America/New_York') =>
    person.ask(ASK, { id, clientId, zone });
  let claire: Person;
  let chat: string;
  beforeAll(async () => {
    claire = await house.a('CUSTOMER');
    house.people.push({ id: claire.id, displayName: 'Claire Renter', email: 'claire.chat@example.org' });
    chat = await aConversation(claire, { subject: 'Décapotable <b>', body: 'J’ai payé pour une décapotable !' });
    await agent.ask(TAKE, { id: chat });
    await send(agent, chat, 'Nous pouvons vous rembourser.');
    await house.db.message.updateMany({ where: { conversationId: chat, sequence: 1 }, data: { sentAt: new Date('2026-07-14T02:30:00Z') } });
    await house.db.message.updateMany({ where: { conversationId: chat, sequence: 2 }, data: { sentAt: new Date('2026-07-14T14:31:00Z') } });
  });

  test('says both sides’ words with names, days and times of the reader’s zone, and goes to the customer alone', async () => {
    expect((await ask(agent, chat)).code).toBeUndefined();
    await sendMails(house.room);
    expect(house.sent.map(({ recipient }) => recipient)).toEqual(['claire.chat@example.org']);
    const [mail] = house.sent;
    expect(mail?.subject).toBe('Votre conversation\u00a0: Décapotable <b>');
    const text = (mail?.text ?? '').replaceAll(/[\u00a0\u202f]/g, ' ');
    for (const words of [
      'lundi 13 juillet 2026',
      'Claire Renter 22:30',
      'J’ai payé pour une décapotable !',
      'mardi 14 juillet 2026',
      'Marie Agent 10:31',
      'Nous pouvons vous rembourser.',
      'America/New York',
    ])
      expect(text).toContain(words);
    expect(mail?.html).toContain('Décapotable &lt;b&gt;');
    expect(mail?.html).not.toMatch(/<img|src=|url\(|@import|<link|<script/i);
    expect(mail?.replyTo?.[0]?.address).toMatch(/^support\+/);
  });

  test('says a settlement and a charge in words', async () => {
    const [settlementId, chargeId, bookingId] = [uuidv7(), uuidv7(), uuidv7()];
    house.booking = {
      settlements: [
        {
          id: settlementId,
          state: 'ACCEPTED',
          refund: { minor: 12345, currency: 'EUR' },
          alternative: { vehicleClass: { name: 'Compacte' } },
        },
      ],
      charges: [{ id: chargeId, line: { label: 'Carburant' }, amount: { minor: 1800, currency: 'EUR' } }],
    };
    await house.db.booking.create({ data: { id: bookingId, reference: 'YC-TRANSCRIPT', customerId: claire.id, region: 'EU' } });
    await house.db.conversation.update({ where: { id: chat }, data: { bookingId, lastSequence: 4 } });
    for (const [at, shows] of [{ settlementId }, { chargeId }].entries())
      await house.db.message.create({
        data: {
          id: uuidv7(),
          conversationId: chat,
          region: 'EU',
          sequence: 3 + at,
          party: 'SYSTEM',
          clientId: uuidv7(),
          sentAt: new Date('2026-07-14T15:00:00Z'),
          ...shows,
        },
      });
    await ask(claire, chat, uuidv7(), null);
    await sendMails(house.room);
    const text = (house.sent[0]?.text ?? '').replaceAll(/[\u00a0\u202f]/g, ' ');
    expect(text).toContain('Proposition : remboursement de 123,45 € avec Compacte (acceptée)');
    expect(text).toContain('Supplément contesté : Carburant, 18,00 €');
    expect(text).toContain('Europe/Paris');
  });

  test('the same request sends one, and a day has five', async () => {
    const id = await aConversation(claire);
    const clientId = uuidv7();
    for (let n = 0; n < 3; n += 1) expect((await ask(claire, id, clientId)).data).toEqual({ mailTranscript: true });
    await Promise.all([ask(claire, id, clientId), ask(claire, id, clientId)]);
    expect(await states(id)).toHaveLength(1);
    for (let n = 0; n < 4; n += 1) expect((await ask(claire, id)).code).toBeUndefined();
    expect((await ask(claire, id)).code).toBe('RATE_LIMITED');
    expect((await ask(claire, id, clientId)).data).toEqual({ mailTranscript: true });
  });

  test('of somebody else’s is NOT_FOUND, as of another region’s; of one that another agent has, FORBIDDEN', async () => {
    const before = await house.db.outgoingMail.count();
    for (const person of [await house.a('CUSTOMER'), await house.a('AGENT', { region: 'UK' })])
      expect((await ask(person, chat)).code).toBe('NOT_FOUND');
    expect((await ask(await house.a('AGENT'), chat)).code).toBe('FORBIDDEN');
    expect((await ask(await house.anonymous(), chat)).code).toBe('UNAUTHENTICATED');
    for (const id of ['', 'x', uuidv7()]) expect((await ask(claire, id)).code).toBe('NOT_FOUND');
    for (const zone of ['Mars/Olympus', 'x'.repeat(70), "'; --"]) expect((await ask(claire, chat, uuidv7(), zone)).code).toBe('BAD_INPUT');
    for (const clientId of ['', 'x'.repeat(101)]) expect((await ask(claire, chat, clientId)).code).toBe('BAD_INPUT');
    expect(await house.db.outgoingMail.count()).toBe(before);
  });

  test('of a contact’s goes to the contact', async () => {
    const id = await aTicket({
      From: 'Ida <ida@example.org>',
      Subject: 'Hello',
      body: 'Hello, I have lost my bag and I would like to have it back, please.',
    });
    await sendMails(house.room);
    house.sent = [];
    await ask(agent, id);
    await sendMails(house.room);
    expect(house.sent.map(({ recipient, subject }) => [recipient, subject])).toEqual([['ida@example.org', 'Your conversation: Hello']]);
    expect(house.sent[0]?.text).toContain('http://localhost:4000/help');
  });
});
