import { readMessage } from '../message.ts';
import { replyTo } from '../reply.ts';

const asked = [
  'From: Service client <support@example.org>',
  'To: Zoe <zoe@example.org>',
  'Reply-To: support+0123@example.org',
  'Subject: Re: Sac oublie',
  'Message-ID: <second@example.org>',
  'References: <first@example.org>',
  '',
  'Bonjour,',
  '',
  'nous l’avons.',
].join('\r\n');

test('answers in the thread, from whom the mail was to, with the mail quoted below', async () => {
  const message = await readMessage(Buffer.from(asked));
  const answer = await readMessage(await replyTo(message, '  Merci !  '));
  expect(answer).toMatchObject({ from: 'zoe@example.org', to: 'support+0123@example.org', subject: 'Re: Sac oublie' });
  expect(answer.references).toContain('<first@example.org> <second@example.org>');
  expect(answer.messageId).not.toBe(message.messageId);
  expect(answer.text).toMatch(/^Merci !\s/);
  expect(answer.text).toContain('> Bonjour,\n>\n> nous l’avons.');
});

test('says Re: once, and adds no header for words with line breaks', async () => {
  const message = await readMessage(Buffer.from(asked));
  const answer = (await replyTo({ ...message, subject: 'Sac\r\nBcc: all@example.org', references: '' }, 'Oui')).toString();
  expect(answer.slice(0, answer.indexOf('\r\n\r\n'))).not.toMatch(/^bcc:/im);
  expect((await readMessage(Buffer.from(answer))).subject).toMatch(/^Re: Sac/);
});
