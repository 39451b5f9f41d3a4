import type { Reactions, Together } from '@ycyw/service/inbox';
import type { Sql } from '@ycyw/service/sql';
import { z } from 'zod';
import { rejections, reviewKinds, type ReviewKind } from './domain/reviewWords.ts';
import { deliveryNews, type CashbackNotice, type DeliveryNews } from './domain/notice.ts';
import { afterReturnKinds, afterReturnNotice, type AfterReturn } from './domain/afterReturn.ts';
import { insertNotifications, type NewNotification } from './data/notification.ts';

const regions = z.enum(['EU', 'UK', 'US']);
const confirmed = z.object({
  reference: z.string(),
  customerId: z.uuid().nullish(),
  region: regions,
  locale: z.string(),
  again: z.boolean().optional(),
});
const cancelled = confirmed.extend({ refundMinor: z.int(), currency: z.string() });
const issued = confirmed.extend({
  number: z.string(),
  kind: z.enum(['INVOICE', 'CREDIT_NOTE']),
  totalMinor: z.int(),
  currency: z.string(),
});
const depositAction = confirmed.extend({ amountMinor: z.int(), currency: z.string() });
const reviewed = confirmed.extend({ reason: z.enum(rejections).optional() });
const driven = confirmed.extend({ leg: z.enum(['DELIVERY', 'COLLECTION']), etaLocal: z.string().nullish() });
const settled = confirmed.extend({
  kind: z.enum(['REFUND_DIFFERENCE', 'REACCOMMODATION']),
  differenceMinor: z.int(),
  currency: z.string(),
});
const answered = settled.extend({ accepted: z.boolean(), refundMinor: z.int() });
const ended = confirmed.extend({ cause: z.enum(['LAPSED', 'CAR_GONE', 'BOOKING_CHANGED']) });
const cashback = z.object({ customerId: z.uuid(), region: regions, locale: z.string(), amountMinor: z.int(), currency: z.string() });
const exported = z.object({ userId: z.uuid(), exportId: z.uuid(), region: regions, locale: z.string() });
const sent = z.object({ conversationId: z.uuid(), party: z.string(), customerId: z.uuid(), region: regions });

type Told = Pick<NewNotification, 'customerId' | 'region' | 'notice'> & Partial<Pick<NewNotification, 'collapseKey' | 'channels'>>;
type Tell = (payload: unknown) => Told | null;

const ofBooking =
  (kind: 'booking.confirmed' | 'booking.reaccommodation' | 'booking.holdLost'): Tell =>
  (payload) => {
    const { customerId = null, region, ...data } = confirmed.parse(payload);
    return { customerId, region, notice: { kind, data } };
  };

const ofReview =
  (kind: ReviewKind): Tell =>
  (payload) => {
    const { customerId = null, region, ...data } = reviewed.parse(payload);
    return { customerId, region, notice: { kind, data } };
  };

const ofDelivery =
  (kind: DeliveryNews): Tell =>
  (payload) => {
    const { customerId = null, region, ...data } = driven.parse(payload);
    return { customerId, region, notice: { kind, data } };
  };

/** Only what has become available is worth a mail. */
const ofCashback =
  (kind: CashbackNotice['kind']): Tell =>
  (payload) => {
    const { customerId, region, ...data } = cashback.parse(payload);
    const told = { customerId, region, notice: { kind, data } };
    return kind === 'booking.cashbackConfirmed' ? told : { ...told, channels: ['IN_APP'] };
  };

/** What happens to the renter's money once the car is back: the event's own facts are the notice's. */
const afterReturn =
  (kind: AfterReturn['kind']): Tell =>
  (payload) => {
    const { customerId = null, region } = confirmed.parse(payload);
    return { customerId, region, notice: afterReturnNotice.parse({ kind, data: payload }) };
  };

/** What is told of an event, by its type; null: nothing. */
const tells: Readonly<Record<string, Tell>> = {
  'booking.confirmed': ofBooking('booking.confirmed'),
  'booking.reaccommodation': ofBooking('booking.reaccommodation'),
  'booking.holdLost': ofBooking('booking.holdLost'),
  'booking.cancelled': (payload) => {
    const { customerId = null, region, ...data } = cancelled.parse(payload);
    return { customerId, region, notice: { kind: 'booking.cancelled', data } };
  },
  'booking.depositAction': (payload) => {
    const { customerId = null, region, ...data } = depositAction.parse(payload);
    return { customerId, region, notice: { kind: 'booking.depositAction', data } };
  },
  ...Object.fromEntries(reviewKinds.map((kind) => [kind, ofReview(kind)])),
  ...Object.fromEntries(deliveryNews.map((kind) => [kind, ofDelivery(kind)])),
  ...Object.fromEntries(afterReturnKinds.map((kind) => [kind, afterReturn(kind)])),
  'booking.settlementOffered': (payload) => {
    const { customerId = null, region, ...data } = settled.parse(payload);
    return { customerId, region, notice: { kind: 'booking.settlementOffered', data } };
  },
  'booking.settlementAnswered': (payload) => {
    const { customerId = null, region, accepted, ...data } = answered.parse(payload);
    // Whoever declined knows it, and what they booked is as it was.
    return accepted ? { customerId, region, notice: { kind: 'booking.settlementAccepted', data } } : null;
  },
  'booking.settlementExpired': (payload) => {
    const { customerId = null, region, cause, ...data } = ended.parse(payload);
    return cause === 'BOOKING_CHANGED' ? null : { customerId, region, notice: { kind: 'booking.settlementExpired', data } };
  },
  'booking.invoiceIssued': (payload) => {
    const { customerId = null, region, kind: document, ...data } = issued.parse(payload);
    return { customerId, region, notice: { kind: 'booking.invoiceIssued', data: { ...data, document } } };
  },
  'booking.cashbackPending': ofCashback('booking.cashbackPending'),
  'booking.cashbackConfirmed': ofCashback('booking.cashbackConfirmed'),
  'booking.cashbackClawedBack': ofCashback('booking.cashbackClawedBack'),
  'identity.dataExport.ready': (payload) => {
    const { userId: customerId, region, ...data } = exported.parse(payload);
    return { customerId, region, notice: { kind: 'identity.dataExport.ready', data } };
  },
  'support.message.sent': (payload) => {
    const { conversationId, party, customerId, region } = sent.parse(payload);
    if (party !== 'AGENT') return null;
    const notice = { kind: 'support.message', data: { conversationId } } as const;
    return { customerId, region, notice, collapseKey: `support ${conversationId}`, channels: ['IN_APP'] };
  },
};

const telling: Together<Sql> = {
  all: (tx, events) =>
    insertNotifications(
      tx,
      events.flatMap(({ id, type, occurredAt, payload }) => {
        const told = tells[type]?.(payload);
        if (!told) return [];
        // A guest has no inbox of ours: e-mail alone.
        const channels = told.customerId ? (['IN_APP', 'EMAIL'] as const) : (['EMAIL'] as const);
        return [{ id, createdAt: new Date(occurredAt), collapseKey: null, channels, ...told }];
      }),
    ),
};

export const reactions: Reactions<Sql> = Object.fromEntries(Object.keys(tells).map((type) => [type, telling]));
