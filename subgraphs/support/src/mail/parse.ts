import { createHash } from 'node:crypto';
import PostalMime, { decodeWords, type Address, type Email } from 'postal-mime';
import type { HeaderLine } from '../domain/mail/authentication.ts';
import { htmlText } from '../domain/mail/htmlText.ts';
import { messageIdsIn } from '../domain/mail/messageIds.ts';
import { senderIn } from '../domain/mail/sender.ts';

/** A mail as it arrived. */
export interface ReadMail {
  headers: HeaderLine[];
  /** Null where it names nobody who could be answered, or several. */
  from: { address: string; name: string } | null;
  recipients: string[];
  messageId: string;
  refersTo: string[];
  subject: string;
  text: string;
  attachments: number;
}

/** More of a text nobody reads, and ten messages do not hold. */
const mostText = 200_000;

const addressesOf = (addresses: readonly Address[] | undefined): string[] =>
  (addresses ?? []).flatMap(({ address, group }) => (address === undefined ? group.map((each) => each.address) : [address]));

const textOf = ({ text, html }: Email): string =>
  text?.trim() ? text.slice(0, mostText) : htmlText((html ?? '').slice(0, 10 * mostText)).slice(0, mostText);

/** A mail from its source (RFC 5322), whatever its characters and however broken. Rejects what is beyond any mail: parts in parts, headers without end. */
export async function parseMail(source: Uint8Array): Promise<ReadMail> {
  const mail = await PostalMime.parse(source, { maxNestingDepth: 20, maxHeadersSize: 200_000 });
  const header = (name: string): string =>
    mail.headers
      .filter(({ key }) => key === name)
      .map(({ value }) => value)
      .join(' ');
  const [sender, ...others] = mail.headers.filter(({ key }) => key === 'from').map(({ value }) => senderIn(value));
  const [messageId = `<${createHash('sha256').update(source).digest('hex')}@made.up>`] = messageIdsIn(header('message-id'));
  return {
    headers: mail.headers.map(({ key, value }) => ({ key, value })),
    from: sender && others.length === 0 ? { address: sender.address, name: decodeWords(sender.words) } : null,
    recipients: [...addressesOf(mail.to), ...addressesOf(mail.cc), header('delivered-to'), header('x-original-to')],
    messageId,
    refersTo: messageIdsIn(`${header('references')} ${header('in-reply-to')}`),
    subject: mail.subject ?? '',
    text: textOf(mail),
    attachments: mail.attachments.filter(({ related }) => !related).length,
  };
}
