import type { Clock } from '@ycyw/service/clock';
import type { Logger } from '@ycyw/service/log';
import { dropMail, postponeMail, takeDueMails, type DueMail } from '../data/outgoing-mail.ts';
import { deliver, type MailMeans } from './delivery.ts';

export interface MailWorker {
  /** Looks now instead of within a second. */
  wake: () => void;
  /** Resolves once the mail in hand has left. */
  stop(): Promise<void>;
}

const pollMs = 1000;
const mostAttempts = 15;
const backoffMs = (attempts: number): number => Math.min(3_600_000, 2000 * 2 ** attempts);

// An SMTP server's answer may quote the address, so only its code is told.
const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : 'unknown');

/** Sends what outgoing_mail holds until stopped; a mail that the server refuses is tried again, later and later, for about nine hours. */
export function startMailWorker(means: MailMeans, clock: Clock, log: Logger): MailWorker {
  const { db } = means;
  let stopped = false;
  let woken = false;
  let rouse: () => void = () => undefined;

  async function attempt(mail: DueMail): Promise<void> {
    try {
      await deliver(means, mail, clock.now());
    } catch (error) {
      const last = mail.attempts >= mostAttempts;
      log.warn(
        { mailId: mail.id, kind: mail.kind, attempts: mail.attempts, code: codeOf(error) },
        last ? 'mail given up' : 'mail not sent, trying later',
      );
      if (last) await dropMail(db, mail.id);
      else await postponeMail(db, mail.id, new Date(clock.now().getTime() + backoffMs(mail.attempts)));
    }
  }

  const rest = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, pollMs);
      rouse = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  async function run(): Promise<void> {
    while (!stopped) {
      woken = false;
      try {
        const due = await takeDueMails(db, clock.now());
        for (const mail of due) await attempt(mail);
        if (due.length > 0) continue;
      } catch (error) {
        log.error({ err: error }, 'mail queue failed, trying again');
      }
      if (mayRest()) await rest();
    }
  }
  // Both change while a batch is being sent.
  const mayRest = (): boolean => !stopped && !woken;

  const running = run();
  return {
    wake: () => {
      woken = true;
      rouse();
    },
    stop: async () => {
      stopped = true;
      rouse();
      await running;
    },
  };
}
