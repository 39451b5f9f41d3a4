import { Refusal } from '@ycyw/service/refusal';
import { inOneLine } from './contact/name.ts';

function line(text: string, longest: number, name: string): string {
  const value = text.toWellFormed().trim();
  if (value.includes('\0') || value.length === 0 || value.length > 2 * longest || Array.from(value).length > longest) {
    throw new Refusal('BAD_INPUT', name);
  }
  return value;
}

/** What a conversation is about: on one line, 1 to 120 code points, else BAD_INPUT. */
export const subjectOf = (text: string): string => line(inOneLine(text), 120, 'subject');

/** The id a client gives what it sends: 1 to 100 code points, else BAD_INPUT. */
export const clientIdOf = (text: string): string => line(text, 100, 'clientId');

/** A booking's reference as people type it. */
export const referenceOf = (text: string): string => line(text, 40, 'bookingReference').toUpperCase();

/** The short form people read out: seven hexadecimal digits of the id's random end. */
export const ticketOf = (conversationId: string): string => conversationId.slice(-12, -5);
