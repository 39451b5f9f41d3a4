import { z } from 'zod';
import { rejections, reviewKinds } from './reviewWords.ts';

/** Of a car that is brought to its renter, or fetched from them. */
export const deliveryNews = [
  'booking.deliveryEnRoute',
  'booking.deliveryReplanned',
  'booking.deliveryArrived',
  'booking.deliveryDone',
  'booking.deliveryFailed',
] as const;
export type DeliveryNews = (typeof deliveryNews)[number];
import { afterReturnShapes } from './afterReturn.ts';

/** Another class at the booked price, or a lesser one and the difference back. */
const settlementKind = z.enum(['REFUND_DIFFERENCE', 'REACCOMMODATION']);

const cashbackKind = z.enum(['booking.cashbackPending', 'booking.cashbackConfirmed', 'booking.cashbackClawedBack']);

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
    kind: z.enum(deliveryNews),
    data: z.object({ reference: z.string(), locale: z.string(), leg: z.enum(['DELIVERY', 'COLLECTION']), etaLocal: z.string().nullish() }),
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
  z.object({
    kind: z.enum(reviewKinds),
    /** `reason`: of one that is not published. */
    data: z.object({ reference: z.string(), locale: z.string(), reason: z.enum(rejections).optional() }),
  }),
  z.object({ kind: cashbackKind, data: z.object({ locale: z.string(), amountMinor: z.int(), currency: z.string() }) }),
  ...afterReturnShapes,
  z.object({ kind: z.literal('support.message'), data: z.object({ conversationId: z.string() }) }),
  z.object({ kind: z.literal('identity.dataExport.ready'), data: z.object({ exportId: z.string(), locale: z.string() }) }),
]);

export type Notice = z.infer<typeof noticeShape>;
export type DeliveryNotice = Extract<Notice, { kind: DeliveryNews }>;

export const isDeliveryNotice = (notice: Notice): notice is DeliveryNotice => deliveryNews.some((kind) => kind === notice.kind);
export type CashbackNotice = Extract<Notice, { kind: z.infer<typeof cashbackKind> }>;

/** Of a renter's cashback: about no booking. */
export const isCashback = (notice: Notice): notice is CashbackNotice => cashbackKind.safeParse(notice.kind).success;

/** Where in the app it leads. */
export function linkOf(notice: Notice): string {
  if (isCashback(notice)) return '/account/cashback';
  const { kind, data } = notice;
  if (kind === 'support.message') return `/conversations/${data.conversationId}`;
  return kind === 'identity.dataExport.ready' ? `/account/privacy?export=${data.exportId}` : `/bookings/${data.reference}`;
}
