import { createServer } from 'node:net';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { letter, type Letter } from '../src/mail/letter.ts';
import { smtp } from '../src/mail/smtp.ts';
import { takeDueMails } from '../src/data/outgoing-mail.ts';
import { aHouse, anApplicant, register, tokenIn, verifyEmail, type SentMail } from './house.ts';

const until = async (met: () => boolean | Promise<boolean>): Promise<void> => {
  for (let tries = 0; tries < 1000 && !(await met()); tries += 1) await new Promise((resolve) => setTimeout(resolve, 25));
};

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        resolve(typeof address === 'object' && address ? address.port : 0);
      });
    });
  });

test('tries again when the post does not take a mail, and makes a new token for it', async () => {
  const tried: SentMail[] = [];
  const house = await aHouse({
    send: (to: string, mail: Letter) => {
      tried.push({ to, ...mail });
      return tried.length === 1 ? Promise.reject(new Error('450 zoe@example.org busy')) : Promise.resolve();
    },
  });
  await house.ask(register, { input: anApplicant() });
  await until(async () => (await house.db.outgoingMail.findFirst())?.attempts === 1 && tried.length === 1);
  house.advance(5000);
  await until(async () => tried.length === 2 && (await house.db.outgoingMail.count()) === 0);
  const [first, second] = tried.map(tokenIn);
  expect(second).toHaveLength(43);
  expect(second).not.toBe(first);
  expect((await house.ask(verifyEmail, { token: second })).codes).toEqual([]);
  await house.stop();
});

test('sends the mail of a process that died while sending, after its lease', async () => {
  const house = await aHouse();
  await house.stopMails();
  await house.ask(register, { input: anApplicant() });
  expect(await takeDueMails(house.db, house.means.clock.now())).toHaveLength(1); // and dies
  expect(await takeDueMails(house.db, house.means.clock.now())).toHaveLength(0);
  house.advance(121_000);
  expect(await takeDueMails(house.db, house.means.clock.now())).toMatchObject([{ attempts: 2, taken: false }]);
  await house.stop();
});

test('speaks SMTP: one address, in the language asked for, as text and HTML', async () => {
  const taken: { to: string[]; source: string }[] = [];
  const port = await freePort();
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        taken.push({ to: session.envelope.rcptTo.map(({ address }) => address), source: Buffer.concat(chunks).toString() });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => void server.listen(port, '127.0.0.1', resolve));
  const post = smtp(`smtp://127.0.0.1:${String(port)}`, 'Your Car Your Way <bonjour@your-car-your-way.example>');
  await post.send('sam@example.org', letter('VERIFY', 'en', 'Sam $& <b>', 'http://localhost:4000/verify?token=t'));
  post.close();
  await new Promise<void>((resolve) => {
    server.close(resolve);
  });
  expect(taken[0]?.to).toEqual(['sam@example.org']);
  const mail = await PostalMime.parse(taken[0]?.source ?? '');
  expect(mail).toMatchObject({
    subject: 'Confirm your address',
    from: { name: 'Your Car Your Way', address: 'bonjour@your-car-your-way.example' },
  });
  expect(mail.text).toContain('Hello Sam $& <b>,');
  expect(mail.html).toContain('Hello Sam $&amp; &lt;b&gt;,');
  expect(mail.html).toContain('href="http://localhost:4000/verify?token=t"');
});
