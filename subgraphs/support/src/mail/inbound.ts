import { BodyTooLarge, readBody } from '@ycyw/service/body';
import type { Language } from '@ycyw/service/language';
import type { Route } from '@ycyw/service/serve';
import { receiveMail } from '../actions/mail/receiveMail.ts';
import { countIgnored, type Ignored } from '../data/mail/ignored.ts';
import { cut, inOneLine, nameIn } from '../domain/contact/name.ts';
import { isAuthentic } from '../domain/mail/authentication.ts';
import { automaticIn } from '../domain/mail/automatic.ts';
import { ownWords } from '../domain/mail/ownWords.ts';
import { pieces, readable } from '../domain/mail/pieces.ts';
import { conversationIn } from '../domain/mail/replyAddress.ts';
import { languageOf, noted } from '../domain/mail/words.ts';
import { customerOf } from './customers.ts';
import type { ReadMail } from './parse.ts';
import { readMail, Unreadable } from './read.ts';
import { signs, type MailRoom } from './room.ts';
import { isSigned, isTimely } from './signature.ts';

/** Bytes of a mail as it travels, its attachments included. */
export const largest = 10 * 2 ** 20;
const longestSubject = 120;

/** The messages that a mail becomes: its sender's own words, then how many attachments it had. */
function bodiesOf({ text, attachments }: ReadMail, language: Language): string[] {
  const says = noted[language];
  const words = readable(ownWords(text)) || says.noText;
  return pieces(attachments > 0 ? `${words}\n\n${says.attachments(attachments)}` : words, says.leftOut);
}

/** Takes a mail in, or says why not. */
async function take(room: MailRoom, source: Buffer): Promise<Ignored | null> {
  const mail = await readMail(source);
  const { from, headers } = mail;
  if (!from) return 'SENDER';
  const sign = signs(room.desk);
  const isOurs = from.address === room.address || conversationIn(from.address, room.address, sign) !== null;
  if (isOurs) return 'OURS';
  const automatic = automaticIn(headers, from.address);
  if (automatic) return automatic;
  const customer = isAuthentic(headers, room.authservId, from.address) ? await customerOf(room.ask, from.address) : null;
  const language = customer?.language ?? languageOf(`${mail.subject} ${mail.text}`, 'fr');
  await receiveMail(room.desk, room.region, {
    from: from.address,
    name: nameIn(from.name, from.address),
    messageId: mail.messageId,
    refersTo: mail.refersTo,
    addressed: mail.recipients.flatMap((recipient) => conversationIn(recipient, room.address, sign) ?? []),
    subject: cut(inOneLine(mail.subject), longestSubject) || noted[language].noSubject,
    bodies: bodiesOf(mail, language),
    language,
    customer,
  });
  return null;
}

/**
 * POST /mail/inbound, a mail's source as its body: 401 for what the provider did not sign, or too long ago; 413 past ten megabytes; 422 for
 * what no reader could take apart; 500 asks to be told again. 200 for all else, mails that open nothing included.
 */
export function inboundRoute(room: MailRoom): Route {
  return async (request, response) => {
    const answer = (status: number, body: Record<string, unknown>): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    const signature = request.headers['x-mail-signature'];
    if (room.secrets.length === 0 || typeof signature !== 'string' || !isTimely(signature)) {
      // Of the body, nothing is read, nor drained.
      response.setHeader('connection', 'close');
      answer(401, { error: 'signature' });
      return;
    }
    const source = await readBody(request, largest);
    if (!isSigned(room.secrets, source, signature)) {
      answer(401, { error: 'signature' });
      return;
    }
    try {
      const ignored = await take(room, source);
      if (ignored) {
        await countIgnored(room.desk.sql, ignored, room.desk.clock.now());
        room.log.info({ reason: ignored }, 'a mail opened nothing');
      }
      answer(200, { received: true, ...(ignored && { ignored }) });
    } catch (error) {
      if (error instanceof BodyTooLarge) throw error;
      if (error instanceof Unreadable) {
        room.log.warn('a mail could not be read');
        answer(422, { error: 'unreadable' });
        return;
      }
      room.log.error({ err: error }, 'a mail was not taken in, the provider will bring it again');
      answer(500, { error: 'try again' });
    }
  };
}
