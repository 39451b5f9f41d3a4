import MimeNode from 'nodemailer/lib/mime-node';

export interface MailFile {
  name: string;
  mediaType: string;
  bytes: Buffer;
}

export interface Letter {
  subject: string;
  text: string;
  html: string;
  files?: readonly MailFile[];
}

/** What ties a letter to those before it and says where answers go; addresses without names, Message-IDs in their angle brackets. */
export interface Thread {
  replyTo: string;
  inReplyTo: string | null;
  references: readonly string[];
}

const encoded = (content: string | Buffer): string => Buffer.from(content).toString('base64').replace(/.{76}/g, '$&\r\n');

/**
 * A letter as it travels, and from whom to whom: in one piece, because the library streams it in many, each a write and a read of its own.
 * The headers are the library's, which knows what none may hold.
 */
export function message(from: string, to: string, messageId: string, { subject, text, html, files = [] }: Letter, thread?: Thread) {
  const said = new MimeNode('multipart/alternative');
  const head = files.length > 0 ? new MimeNode('multipart/mixed') : said;
  head.setHeader({
    From: from,
    To: { name: '', address: to },
    Subject: subject,
    'Message-ID': messageId,
    'Auto-Submitted': 'auto-generated',
    ...(thread && {
      'Reply-To': { name: '', address: thread.replyTo },
      ...(thread.inReplyTo !== null && { 'In-Reply-To': thread.inReplyTo }),
      ...(thread.references.length > 0 && { References: thread.references.join(' ') }),
    }),
  });
  const headers = head.buildHeaders();
  const part = (type: string, content: string): string =>
    `--${said.boundary}\r\nContent-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${encoded(content)}\r\n`;
  const parts = `${part('text/plain', text.replaceAll('\n', '\r\n'))}${part('text/html', html)}--${said.boundary}--\r\n`;
  if (head === said) return { envelope: head.getEnvelope(), raw: `${headers}\r\n\r\n${parts}` };
  const attached = files.map(({ name, mediaType, bytes }) => {
    const file = new MimeNode(mediaType, { filename: name });
    file.setHeader({ 'Content-Disposition': 'attachment', 'Content-Transfer-Encoding': 'base64' });
    return `--${head.boundary}\r\n${file.buildHeaders()}\r\n\r\n${encoded(bytes)}\r\n`;
  });
  const raw = `${headers}\r\n\r\n--${head.boundary}\r\nContent-Type: multipart/alternative; boundary="${said.boundary}"\r\n\r\n${parts}${attached.join('')}--${head.boundary}--\r\n`;
  return { envelope: head.getEnvelope(), raw };
}
