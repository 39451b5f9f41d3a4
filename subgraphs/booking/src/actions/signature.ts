import type { Language } from '@ycyw/service/language';
import { Refusal } from '@ycyw/service/refusal';
import { sign, verify } from '@ycyw/service/signature';
import { z } from 'zod';
import type { Wish } from '../domain/journey.ts';

const offerShape = z.tuple([
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  z.number(),
  z.string(),
  z.string(),
  z.string(),
  z.number(),
]);
const offerLivesMs = 30 * 60_000;

export interface OfferTerms extends Wish {
  pickUpAgency: string;
  dropOffAgency: string;
  currency: string;
  residence: string;
}

/** An offer's id holds its terms and its end, signed: nothing is stored for an offer that nobody takes. */
export function offerId(key: Buffer, terms: OfferTerms, now: Date): string {
  const { acriss, pickUpAgency, dropOffAgency, pickUpLocal, dropOffLocal, driverAge, currency, ratePlan, residence } = terms;
  const until = Math.floor((now.getTime() + offerLivesMs) / 1000);
  const text = Buffer.from(
    JSON.stringify([acriss, pickUpAgency, dropOffAgency, pickUpLocal, dropOffLocal, driverAge, currency, ratePlan, residence, until]),
  ).toString('base64url');
  return `${text}.${sign(key, `offer:${text}`)}`;
}

/** The terms in an offer's id; NOT_FOUND when we did not sign it, OFFER_EXPIRED when it is too old. */
export function readOfferId(key: Buffer, id: string, now: Date): OfferTerms {
  const [text = '', signature = ''] = id.slice(0, 500).split('.');
  if (!verify(key, `offer:${text}`, signature)) throw new Refusal('NOT_FOUND');
  const [acriss, pickUpAgency, dropOffAgency, pickUpLocal, dropOffLocal, driverAge, currency, ratePlan, residence, until] =
    offerShape.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
  if (until * 1000 < now.getTime()) throw new Refusal('OFFER_EXPIRED');
  return { acriss, pickUpAgency, dropOffAgency, pickUpLocal, dropOffLocal, driverAge, currency, ratePlan, residence, extras: [] };
}

/** What opens a guest's booking: made from its id, so that nothing secret is stored. */
export const guestToken = (key: Buffer, bookingId: string): string => sign(key, `guest:${bookingId}`);

export const isGuestToken = (key: Buffer, bookingId: string, token: string): boolean => verify(key, `guest:${bookingId}`, token);

/** Four digits that the renter says to whoever brings or fetches the car; others after each round of carriers. */
export const deliveryCode = (key: Buffer, { id, rounds }: { id: string; rounds: number }): string =>
  String(Buffer.from(sign(key, `delivery:${id}:${String(rounds)}`), 'base64url').readUInt32BE() % 10_000).padStart(4, '0');

const documentLivesMs = 15 * 60_000;

/** What a document is asked for in; any of them opens with the link of that one only. */
export interface DocumentLink {
  id: string;
  format: 'pdf' | 'xml';
  language: Language;
}

const documentText = ({ id, format, language }: DocumentLink, until: string): string => `document:${id} ${format} ${language} ${until}`;

/** A path on the router that opens one document for a quarter of an hour of real time. */
export function documentPath(key: Buffer, link: DocumentLink, realNow = Date.now()): string {
  const until = String(Math.floor((realNow + documentLivesMs) / 1000));
  return `/documents?${new URLSearchParams({ ...link, until, signature: sign(key, documentText(link, until)) }).toString()}`;
}

/** Whether we signed that link, and it still is good. */
export const isDocumentLink = (key: Buffer, link: DocumentLink, until: string, signature: string, realNow = Date.now()): boolean =>
  verify(key, documentText(link, until), signature) && Number(until) * 1000 > realNow;
