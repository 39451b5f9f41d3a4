import MimeNode from 'nodemailer/lib/mime-node';
import type { Letter } from './letter.ts';

const encoded = (text: string): string => Buffer.from(text).toString('base64').replace(/.{76}/g, '$&\r\n');

/**
 * A letter as it travels, and from whom to whom: in one piece, because the library streams it in many, each a write and a read of its own.
 * The headers are the library's, which knows what none may hold.
 */
export function message(from: string, to: string, messageId: string, { subject, text, html }: Letter) {
  const head = new MimeNode('multipart/alternative');
  head.setHeader({
    From: from,
    To: { name: '', address: to },
    Subject: subject,
    'Message-ID': messageId,
    'Auto-Submitted': 'auto-generated',
  });
  const headers = head.buildHeaders();
  const part = (type: string, content: string): string =>
    `--${head.boundary}\r\nContent-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${encoded(content)}\r\n`;
  const parts = part('text/plain', text.replaceAll('\n', '\r\n')) + part('text/html', html);
  return { envelope: head.getEnvelope(), raw: `${headers}\r\n\r\n${parts}--${head.boundary}--\r\n` };
}
