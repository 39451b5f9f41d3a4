import { randomUUID } from 'node:crypto';
import MimeNode from 'nodemailer/lib/mime-node';
import type { Message } from './message.ts';

const quoted = (text: string): string =>
  text
    .trim()
    .split(/\r?\n/)
    .map((line) => `> ${line}`.trimEnd())
    .join('\r\n');

/** An answer to a mail as a mail reader makes one: in its thread, from whom it was to, the mail itself quoted below. */
export async function replyTo({ to, replyTo, subject, messageId, references, text, from }: Message, body: string): Promise<Buffer> {
  const mail = new MimeNode('text/plain; charset=utf-8');
  mail.setHeader({
    From: to,
    To: { name: '', address: replyTo ?? from },
    Subject: /^re\s*:/i.test(subject) ? subject : `Re: ${subject}`,
    'Message-ID': `<${randomUUID()}@mailbox.example>`,
    ...(messageId && { 'In-Reply-To': messageId, References: `${references} ${messageId}`.trim() }),
  });
  mail.setContent(`${body.trim()}\r\n\r\nLe ${new Date().toISOString().slice(0, 10)}, ${from} a écrit :\r\n${quoted(text ?? '')}\r\n`);
  return mail.build();
}
