import { z } from 'zod';
import { afterReturnShapes } from './afterReturn.ts';

/** Another class at the booked price, or a lesser one and the difference back. */
const settlementKind = z.enum(['REFUND_DIFFERENCE', 'REACCOMMODATION']);

/** What is told, by kind: the facts only; words are made for each reader. */
export const noticeShape = z.discriminatedUnion('kind', [
  z.object({
    kind: z.enum(['booking.confirmed', 'booking.reaccommodation']),
    /** `again`: after there was no car. */
    data: z.object({ reference: z.string(), locale: z.string(), again: z.boolean().optional() }),
  }),
  z.object({
    kind: z.literal('booking.cancelled'),
    data: z.object({ reference: z.string(), locale: z.string(), refundMinor: z.int(), currency: z.string() }),
  }),
  z.object({
    kind: z.literal('booking.depositAction'),
    data: z.object({ reference: z.string(), locale: z.string(), amountMinor: z.int(), currency: z.string() }),
  }),
  z.object({
    kind: z.literal('booking.settlementOffered'),
    data: z.object({ reference: z.string(), locale: z.string(), kind: settlementKind, differenceMinor: z.int(), currency: z.string() }),
  }),
  z.object({
    kind: z.literal('booking.settlementAccepted'),
    /** `differenceMinor`: by how much the booking costs less; `refundMinor`: what of it goes back. */
    data: z.object({
      reference: z.string(),
      locale: z.string(),
      kind: settlementKind,
      differenceMinor: z.int(),
      refundMinor: z.int(),
      currency: z.string(),
    }),
  }),
  z.object({ kind: z.literal('booking.settlementExpired'), data: z.object({ reference: z.string(), locale: z.string() }) }),
  z.object({
    kind: z.literal('booking.invoiceIssued'),
    data: z.object({
      reference: z.string(),
      locale: z.string(),
      document: z.enum(['INVOICE', 'CREDIT_NOTE']),
      number: z.string(),
      totalMinor: z.int(),
      currency: z.string(),
    }),
  }),
  z.object({ kind: z.literal('booking.holdLost'), data: z.object({ reference: z.string(), locale: z.string() }) }),
  ...afterReturnShapes,
  z.object({ kind: z.literal('support.message'), data: z.object({ conversationId: z.string() }) }),
  z.object({ kind: z.literal('identity.dataExport.ready'), data: z.object({ exportId: z.string(), locale: z.string() }) }),
]);

export type Notice = z.infer<typeof noticeShape>;

/** Where in the app it leads. */
export function linkOf({ kind, data }: Notice): string {
  if (kind === 'support.message') return `/conversations/${data.conversationId}`;
  return kind === 'identity.dataExport.ready' ? `/account/privacy?export=${data.exportId}` : `/bookings/${data.reference}`;
}
