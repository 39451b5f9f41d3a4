import type { Clock } from '@ycyw/service/clock';
import type { Logger } from '@ycyw/service/log';
import type { Sql } from '@ycyw/service/sql';
import { claimMails, postponeMail, settleMails, type Claimed } from '../data/delivery.ts';
import { mailWaits } from '../data/notification.ts';
import { isAfterReturn } from '../domain/afterReturn.ts';
import { formatsFor } from '../domain/formats.ts';
import { isCashback, isDeliveryNotice, linkOf, noticeShape, type DeliveryNotice } from '../domain/notice.ts';
import { wordsOf, wordsOfDelivery } from '../domain/wording.ts';
import { mostAttempts, retryAfterSeconds } from '../domain/retry.ts';
import { Bell, type Belfry } from '../live/bell.ts';
import { afterReturnLetter } from './afterReturnLetter.ts';
import { mailedBookings, type MailedBooking } from './bookings.ts';
import { cashbackLetter } from './cashbackLetter.ts';
import { catalogue, type Catalogue } from './catalogue.ts';
import { GraphSilent, type Ask } from '@ycyw/service/graph';
import { exportLetter } from './exportLetter.ts';
import { letter, type Letter } from './letter.ts';
import type { Phrases } from './phrases.ts';
import { mailedPerson } from './people.ts';
import { refusedBy, type Post } from './smtp.ts';

export interface MailRoom {
  db: Sql;
  clock: Clock;
  log: Logger;
  belfry: Belfry;
  ask: Ask;
  post: Post;
  /** The web client's address, without a slash at its end. */
  publicUrl: string;
}

/** Four connections, four letters each. */
const batch = 16;
/** When nobody rings: how soon a retry that is due is looked for. */
const restMs = 1000;
/** How long the first of a batch waits for others: under load they share a question to the graph. */
const gatherMs = 200;

/** Sends the e-mails that wait, a batch at a time, until stopped; any number of processes may, none sends another's. */
export function startMailRoom(room: MailRoom): { stop(): Promise<void> } {
  const { db, clock, log, belfry, ask, post, publicUrl } = room;
  const known = catalogue(ask);
  const bell = new Bell();
  const takeDown = belfry.hang(mailWaits, bell);
  let stopped = false;
  const isStopped = (): boolean => stopped;

  async function retry({ id, attempts }: Claimed, why: Record<string, unknown>, final: boolean): Promise<boolean> {
    const failed = final || attempts >= mostAttempts;
    log.warn({ deliveryId: id, attempts, ...why }, failed ? 'e-mail failed' : 'e-mail postponed');
    if (!failed) await postponeMail(db, id, retryAfterSeconds(attempts, Math.random()));
    return failed;
  }

  async function sendBatch(): Promise<number> {
    const claimed = await claimMails(db, batch);
    if (claimed.length === 0) return 0;
    const bookings = await mailedBookings(ask, claimed.map(referenceOf).filter(Boolean)).catch((error: unknown) => error);
    const sent: string[] = [];
    const failed: string[] = [];
    await Promise.all(
      claimed.map(async (mail) => {
        const booking = bookings instanceof Map ? (bookings as Map<string, MailedBooking>).get(referenceOf(mail)) : undefined;
        const written = await (booking ? write(mail, booking, known, publicUrl) : writeToPerson(mail, ask, publicUrl)).catch(() => null);
        if (!written) {
          if (await retry(mail, { reason: reasonOf(bookings) }, false)) failed.push(mail.id);
          return;
        }
        try {
          await post.send(mail.id, written.to, written.letter);
          sent.push(mail.id);
        } catch (error) {
          const { final, ...why } = refusedBy(error);
          if (await retry(mail, why, final)) failed.push(mail.id);
        }
      }),
    );
    // Dying before this line sends again, under the same Message-ID; the other order could send never.
    await settleMails(db, 'SENT', sent, clock.now());
    await settleMails(db, 'FAILED', failed, clock.now());
    return claimed.length;
  }

  async function run(): Promise<void> {
    while (!isStopped()) {
      try {
        if ((await sendBatch()) === batch) continue;
        if (isStopped() || !(await bell.wait(restMs))) continue;
        await new Promise((resolve) => setTimeout(resolve, gatherMs));
      } catch (error) {
        log.error({ err: error }, 'sending e-mails failed, trying again in 1 s');
        await new Promise((resolve) => setTimeout(resolve, 1000));
      }
    }
  }

  const running = run();
  return {
    stop: async () => {
      stopped = true;
      takeDown();
      bell.ring();
      await running;
      post.close();
    },
  };
}

function reasonOf(bookings: unknown): string {
  if (bookings instanceof Map) return 'the graph lacks the booking, its agency or its class';
  return bookings instanceof GraphSilent ? bookings.message : 'the graph does not answer';
}

function referenceOf({ data }: Claimed): string {
  return typeof data === 'object' && data !== null && 'reference' in data ? String(data.reference) : '';
}

interface Written {
  to: string;
  letter: Letter;
}

/** What is about an account rather than a booking; null for anything else, and while the graph does not give the person. */
async function writeToPerson({ kind, data, customerId }: Claimed, ask: Ask, publicUrl: string): Promise<Written | null> {
  const { data: notice } = noticeShape.safeParse({ kind, data });
  if (!notice || customerId === null || !(notice.kind === 'identity.dataExport.ready' || isCashback(notice))) return null;
  const person = await mailedPerson(ask, customerId);
  const { language } = formatsFor(notice.data.locale);
  if (isCashback(notice)) {
    return (
      person && {
        to: person.email,
        letter: cashbackLetter(person.givenName, wordsOf(notice, notice.data.locale), publicUrl + linkOf(notice), language),
      }
    );
  }
  return person && { to: person.email, letter: exportLetter(person.givenName, publicUrl + linkOf(notice), language) };
}

function phrasesOf(notice: DeliveryNotice): Phrases {
  const { title: subject, headline: title, body: intro } = wordsOfDelivery(notice, notice.data.locale);
  return { subject, title, intro };
}

/** The booking's page, which opens to a guest with their token. */
function urlOf({ reference, guestToken }: MailedBooking, publicUrl: string): string {
  const token = guestToken ? `?guest=${encodeURIComponent(guestToken)}` : '';
  return `${publicUrl}/bookings/${encodeURIComponent(reference)}${token}`;
}

async function write({ kind, data }: Claimed, booking: MailedBooking, known: Catalogue, publicUrl: string): Promise<Written> {
  const notice = noticeShape.parse({ kind, data });
  if (notice.kind === 'support.message' || notice.kind === 'identity.dataExport.ready' || isCashback(notice))
    throw new Error('no letter for this kind');
  const formats = formatsFor(notice.data.locale);
  const { language } = formats;
  if (isAfterReturn(notice))
    return { to: booking.driver.email, letter: afterReturnLetter(notice, booking, urlOf(booking, publicUrl), formats) };
  const [pickUpAgency, dropOffAgency, vehicleClass] = await Promise.all([
    known.agency(booking.pickUp.agency.id, language),
    known.agency(booking.dropOff.agency.id, language),
    known.vehicleClass(booking.vehicleClass.id, language),
  ]);
  const refund =
    notice.kind === 'booking.cancelled' || notice.kind === 'booking.settlementAccepted'
      ? { minor: notice.data.refundMinor, currency: notice.data.currency }
      : null;
  const difference = 'differenceMinor' in notice.data ? { minor: notice.data.differenceMinor, currency: notice.data.currency } : null;
  const again = notice.kind === 'booking.confirmed' && notice.data.again === true;
  const deposit = notice.kind === 'booking.depositAction' ? { minor: notice.data.amountMinor, currency: notice.data.currency } : null;
  const rejection = 'reason' in notice.data ? (notice.data.reason ?? null) : null;
  const issued = notice.kind === 'booking.invoiceIssued' ? notice.data : null;
  const document = issued && { kind: issued.document, number: issued.number, minor: issued.totalMinor, currency: issued.currency };
  const url = `${urlOf(booking, publicUrl)}${issued ? '#documents' : ''}`;
  return {
    to: booking.driver.email,
    letter: letter(
      {
        kind: isDeliveryNotice(notice) ? phrasesOf(notice) : notice.kind,
        ...{ booking, pickUpAgency, dropOffAgency, vehicleClass, again, refund, difference, deposit, rejection, document, url },
      },
      formats,
    ),
  };
}
