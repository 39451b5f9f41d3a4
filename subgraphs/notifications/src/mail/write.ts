import type { Ask } from '@ycyw/service/graph';
import type { Letter } from '@ycyw/service/mail/message';
import { formatsFor } from '../domain/formats.ts';
import type { Notice } from '../domain/kind.ts';
import type { MailedBooking } from './bookings.ts';
import type { Catalogue } from './catalogue.ts';
import { bookingLines } from './facts.ts';
import { letter } from './letter.ts';
import { mailedPerson } from './people.ts';

export interface Written {
  to: string;
  letter: Letter;
}

export interface Desk {
  ask: Ask;
  known: Catalogue;
  /** The web client's address, without a slash at its end. */
  publicUrl: string;
}

/** The letter on a notice and to whom it goes; null for one that has none, and while the graph does not give whom it is for. */
export async function write(
  { mailing, link, tell }: Notice,
  customerId: string | null,
  bookings: ReadonlyMap<string, MailedBooking>,
  { ask, known, publicUrl }: Desk,
): Promise<Written | null> {
  if (!mailing) return null;
  const formats = formatsFor(mailing.locale);
  const telling = tell(formats);
  if (!mailing.booking) {
    const person = customerId === null ? null : await mailedPerson(ask, customerId);
    return person && { to: person.email, letter: letter(telling, person.givenName, [], publicUrl + link, formats.language) };
  }
  const { reference, facts, anchor } = mailing.booking;
  const booking = bookings.get(reference);
  if (!booking) return null;
  const { driver, guestToken } = booking;
  // The page opens to a guest with their token.
  const token = guestToken ? `?guest=${encodeURIComponent(guestToken)}` : '';
  const url = `${publicUrl}${link}${token}${anchor}`;
  const lines = await bookingLines(facts, booking, known, formats);
  return { to: driver.email, letter: letter(telling, driver.givenName, lines, url, formats.language) };
}
