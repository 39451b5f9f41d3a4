import { v7 as uuidv7 } from 'uuid';
import { aMailRoom, plain, type MailBox } from './aMailRoom.ts';
import { anOffice, until, type TestOffice } from './anOffice.ts';

let test: TestOffice;
let inbox: MailBox;

beforeAll(async () => {
  test = await anOffice();
  inbox = await aMailRoom(test);
});
beforeEach(() => {
  inbox.mails = [];
  inbox.asked = [];
});
afterAll(async () => {
  await inbox.stop();
  await test.stop();
});

const confirmed = (reference: string, locale: string) => ({
  bookingId: uuidv7(),
  reference,
  customerId: uuidv7(),
  region: 'EU',
  locale,
  at: '2026-05-01T10:00:00Z',
});
const delivery = async (notificationId: string) => test.tables.delivery.findFirstOrThrow({ where: { notificationId, channel: 'EMAIL' } });
const state = async (notificationId: string): Promise<string> => (await delivery(notificationId)).state;
const arrived = (to: string) => inbox.arrived(to);

it('sends the confirmation in French, once though the event came twice', async () => {
  const id = await test.happens('booking.confirmed', confirmed('YC-FR', 'fr-FR'), 2);
  const mail = await arrived('YC-FR');
  await until(async () => (await state(id)) === 'SENT');
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(inbox.mails).toHaveLength(1);
  expect(mail).toMatchObject({
    subject: 'Votre réservation YC-FR est confirmée',
    from: { name: 'Your Car Your Way', address: 'bonjour@your-car-your-way.example' },
  });
  expect(mail.messageId).toBe(`<${(await delivery(id)).id}@your-car-your-way.example>`);
  const text = plain(mail.text);
  for (const words of [
    'Bonjour Zoé <script>,',
    'Référence : YC-FR',
    'Voiture : Cabriolet (Standard, décapotable) ou équivalent',
    'Départ : Paris-Charles de Gaulle, mardi 14 juillet 2026 à 10:30 (',
    'Retour : Lyon-Saint Exupéry, vendredi 17 juillet 2026 à 09:00 (',
    'Prix total : 289,40 €, taxes comprises',
    'http://localhost:4000/bookings/YC-FR',
  ]) {
    expect(text).toContain(words);
  }
  expect(mail.html).toContain('Zoé &lt;script&gt;');
  expect(mail.html).toContain('href="http://localhost:4000/bookings/YC-FR"');
  expect(mail.html).toContain('lang="fr"');
});

it.each([
  ['fr-FR', 'Votre réservation YC-AGAIN est de nouveau confirmée', 'votre réservation tient comme avant'],
  ['en-GB', 'Your booking YC-AGAIN is confirmed again', 'your booking stands as before'],
])('tells in %s who waited for a car that it is there, not as if they had just booked', async (locale, subject, words) => {
  await test.happens('booking.confirmed', { ...confirmed('YC-AGAIN', locale), again: true });
  const mail = await arrived('YC-AGAIN');
  expect(mail.subject).toBe(subject);
  expect(plain(mail.text)).toContain(words);
});

it('sends a cancellation in English with what comes back', async () => {
  await test.happens('booking.cancelled', { ...confirmed('YC-EN', 'en-GB'), refundMinor: 7235, currency: 'EUR' });
  const mail = await arrived('YC-EN');
  expect(mail.subject).toBe('Your booking YC-EN is cancelled');
  const text = plain(mail.text);
  for (const words of [
    'We are returning €72.35',
    'Refund: €72.35',
    'Car: Convertible (Standard, convertible) or similar',
    'Tuesday, 14 July 2026 at 10:30 (Central European',
    'See my booking: http',
  ]) {
    expect(text).toContain(words);
  }
});

it.each([
  ['fr-FR', 'Votre réservation YC-R-FR-FR : la voiture manque', 'nous vous remboursons en totalité', 'Voir ma réservation : http'],
  ['en-GB', 'Your booking YC-R-EN-GB: no car at present', 'you get everything back', 'See my booking: http'],
])('writes in %s that there is no car at present, and where to cancel', async (locale, subject, words, action) => {
  const reference = `YC-R-${locale.toUpperCase()}`;
  await test.happens('booking.reaccommodation', { ...confirmed(reference, locale), customerId: null });
  const mail = await arrived(reference);
  expect(mail.subject).toBe(subject);
  const text = plain(mail.text);
  expect(text).toContain(words);
  expect(text).toContain(`${action}://localhost:4000/bookings/${reference}`);
});

it.each([
  ['fr-FR', 'Caution à valider pour votre réservation YC-DEP', ['300,00 €', 'Caution : 300,00 €', 'Voir ma réservation : http']],
  ['en-GB', 'Deposit to confirm for your booking YC-DEP', ['€300.00', 'Deposit: €300.00', 'See my booking: http']],
])('asks in %s for the consent that the bank wants, with the way to the booking', async (locale, subject, words) => {
  await test.happens('booking.depositAction', { ...confirmed('YC-DEP', locale), amountMinor: 30_000, currency: 'EUR' });
  const mail = await arrived('YC-DEP');
  expect(mail.subject).toBe(subject);
  for (const each of words) expect(plain(mail.text)).toContain(each);
});

it.each([
  ['fr-FR', 'INVOICE', 'Votre facture FR-2026-000123', ['Document : FR-2026-000123, 300,00 €', 'Voir mes documents : http', '#documents']],
  ['en-GB', 'INVOICE', 'Your invoice FR-2026-000123', ['Document: FR-2026-000123, €300.00', 'See my documents: http', '#documents']],
  ['fr-FR', 'CREDIT_NOTE', 'Votre avoir FR-2026-000123', ['300,00 € vous sont remboursés.']],
  ['en-GB', 'CREDIT_NOTE', 'Your credit note FR-2026-000123', ['€300.00 goes back to you.']],
])('tells in %s of an %s, with the way to it and nothing attached', async (locale, kind, subject, words) => {
  const document = { documentId: uuidv7(), kind, number: 'FR-2026-000123', totalMinor: 30_000, currency: 'EUR' };
  await test.happens('booking.invoiceIssued', { ...confirmed('YC-INV', locale), ...document });
  const mail = await arrived('YC-INV');
  expect(mail.subject).toBe(subject);
  expect(mail.attachments).toEqual([]);
  for (const each of words) expect(plain(mail.text)).toContain(each);
});

it.each([
  ['fr-FR', 'Votre réservation YC-LOST n’est pas confirmée', 'Vous ne payez rien : ce qui aurait été débité vous est rendu.'],
  ['en-GB', 'Your booking YC-LOST is not confirmed', 'You pay nothing: whatever was taken from your card goes back.'],
])('tells in %s who came after the hold that nothing is charged', async (locale, subject, words) => {
  await test.happens('booking.holdLost', confirmed('YC-LOST', locale));
  const mail = await arrived('YC-LOST');
  expect(mail.subject).toBe(subject);
  expect(plain(mail.text)).toContain(words);
});

it.each([
  ['fr-FR', 'Votre avis sur la location YC-REV n’est pas publié', 'La raison : il nomme une personne ou donne de quoi la joindre.'],
  ['en-GB', 'Your review of rental YC-REV is not published', 'The reason: it names a person, or says how to reach one.'],
])('tells in %s why a review is not published', async (locale, subject, words) => {
  await test.happens('booking.reviewRejected', { ...confirmed('YC-REV', locale), reason: 'PERSONAL_DATA' });
  const mail = await arrived('YC-REV');
  expect(mail.subject).toBe(subject);
  expect(plain(mail.text)).toContain(words);
});

it('tries again when the mail server turns a letter away for now', async () => {
  inbox.turnAway = { times: 1, code: 451, at: 'DATA' };
  const id = await test.happens('booking.confirmed', confirmed('YC-AGAIN', 'fr'));
  await until(() => inbox.turnAway.times === 0);
  expect(await state(id)).toBe('QUEUED');
  await until(async () => (await state(id)) === 'SENT');
  expect(inbox.mails).toHaveLength(1);
  expect((await delivery(id)).attempts).toBe(2);
});

it('gives up at once where the server will never take it', async () => {
  inbox.turnAway = { times: 1, code: 550, at: 'RCPT' };
  const id = await test.happens('booking.confirmed', confirmed('YC-NEVER', 'fr'));
  await until(async () => (await state(id)) === 'FAILED');
  expect(inbox.mails).toEqual([]);
});

it('gives up after the last attempt', async () => {
  const id = await test.happens('booking.confirmed', confirmed('NOWHERE', 'fr'));
  await until(async () => (await delivery(id)).attempts === 1);
  await test.office.db.$executeRaw`UPDATE delivery SET attempts = 11, due_at = now() WHERE notification_id = ${id}::uuid`;
  await until(async () => (await state(id)) === 'FAILED');
});

it('keeps the letter while the graph is away', async () => {
  inbox.graphDown = true;
  const id = await test.happens('booking.confirmed', confirmed('YC-DOWN', 'fr'));
  await until(async () => (await delivery(id)).attempts === 1);
  expect(await state(id)).toBe('QUEUED');
  inbox.graphDown = false;
  await arrived('YC-DOWN');
});

it('sends two hundred with few questions to the graph, each once', async () => {
  const references = Array.from({ length: 200 }, (_, n) => `YC-N${String(n)}`);
  const cpu = process.cpuUsage();
  const began = performance.now();
  await Promise.all(references.map((reference, n) => test.happens('booking.confirmed', confirmed(reference, n % 2 ? 'fr-FR' : 'en-GB'))));
  await until(() => inbox.mails.length >= 200);
  const { user, system } = process.cpuUsage(cpu);
  process.stdout.write(
    `200 e-mails in ${(performance.now() - began).toFixed(0)} ms; ${((user + system) / 200_000).toFixed(2)} ms CPU each, mail server, graph and parsing of this test included; ${String(inbox.asked.length)} questions\n`,
  );
  expect(inbox.mails.map(({ recipient }) => recipient).sort()).toEqual(
    references.map((reference) => `${reference.toLowerCase()}@example.com`).sort(),
  );
  expect(inbox.asked.length).toBeLessThan(60);
  expect(new Set(inbox.asked).size).toBeLessThanOrEqual(16 + 2);
});

it.each([
  ['fr-FR', 'La copie de vos données est prête', 'Ouvrir mon compte : http'],
  ['en-GB', 'The copy of your data is ready', 'Open my account: http'],
])('tells a person in %s that the copy of their data is ready, and gives no link to the data itself', async (locale, subject, link) => {
  const [userId, exportId] = [uuidv7(), uuidv7()];
  const id = await test.happens('identity.dataExport.ready', { userId, exportId, region: 'EU', locale }, 2);
  const mail = await arrived(userId);
  await until(async () => (await state(id)) === 'SENT');
  expect(mail.subject).toBe(subject);
  expect(plain(mail.text)).toContain(`${link}://localhost:4000/account/privacy?export=${exportId}`);
  expect(inbox.mails).toHaveLength(1);
  expect(await test.tables.notification.findUnique({ where: { id } })).toMatchObject({
    customerId: userId,
    kind: 'identity.dataExport.ready',
    data: { exportId, locale },
  });
});
