import type { Clock } from '@ycyw/service/clock';
import type { Logger } from '@ycyw/service/log';
import type { Sql } from '@ycyw/service/sql';
import { claimMails, postponeMail, settleMails, type Claimed } from '../data/delivery.ts';
import { mailWaits } from '../data/notification.ts';
import type { Notice } from '../domain/kind.ts';
import { noticeOf } from '../domain/notice.ts';
import { mostAttempts, retryAfterSeconds } from '@ycyw/service/mail/retry';
import { Bell, type Belfry } from '../live/bell.ts';
import { mailedBookings, type MailedBooking } from './bookings.ts';
import { catalogue } from './catalogue.ts';
import { GraphSilent } from '@ycyw/service/graph';
import { refusedBy, type Post } from '@ycyw/service/mail/smtp';
import { write, type Desk } from './write.ts';

export interface MailRoom extends Omit<Desk, 'known'> {
  db: Sql;
  clock: Clock;
  log: Logger;
  belfry: Belfry;
  post: Post;
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
  const desk = { ask, publicUrl, known: catalogue(ask) };
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
    const mails = claimed.map((mail) => ({ mail, notice: readable(mail) }));
    const references = mails.flatMap(({ notice }) => notice?.mailing?.booking?.reference ?? []);
    let reason = 'the graph lacks whom it is for, the agency or the class';
    const bookings = await mailedBookings(ask, references).catch((error: unknown) => {
      reason = error instanceof GraphSilent ? error.message : 'the graph does not answer';
      return new Map<string, MailedBooking>();
    });
    const sent: string[] = [];
    const failed: string[] = [];
    await Promise.all(
      mails.map(async ({ mail, notice }) => {
        const written = notice && (await write(notice, mail.customerId, bookings, desk).catch(() => null));
        if (!written) {
          if (await retry(mail, { reason }, false)) failed.push(mail.id);
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

function readable(mail: Claimed): Notice | null {
  try {
    return noticeOf(mail);
  } catch {
    return null;
  }
}
