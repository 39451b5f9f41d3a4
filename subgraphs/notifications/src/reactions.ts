import type { DomainEvent } from '@ycyw/service/events';
import type { Reactions } from '@ycyw/service/inbox';
import { z } from 'zod';
import type { Tx } from './data/database.ts';
import { insertNotification, type NewNotification } from './data/notification.ts';

const regions = z.enum(['EU', 'UK', 'US']);
const confirmed = z.object({
  reference: z.string(),
  customerId: z.uuid().nullish(),
  region: regions,
  locale: z.string(),
  again: z.boolean().optional(),
});
const cancelled = confirmed.extend({ refundMinor: z.int(), currency: z.string() });
const depositAction = confirmed.extend({ amountMinor: z.int(), currency: z.string() });
const exported = z.object({ userId: z.uuid(), exportId: z.uuid(), region: regions, locale: z.string() });
const sent = z.object({ conversationId: z.uuid(), party: z.string(), customerId: z.uuid(), region: regions });

const told = ({ id, occurredAt }: DomainEvent): Pick<NewNotification, 'id' | 'createdAt' | 'collapseKey'> => ({
  id,
  createdAt: new Date(occurredAt),
  collapseKey: null,
});

/** A guest has no inbox of ours: e-mail alone. */
const channelsFor = (customerId: string | null | undefined): NewNotification['channels'] => (customerId ? ['IN_APP', 'EMAIL'] : ['EMAIL']);

const ofBooking =
  (kind: 'booking.confirmed' | 'booking.reaccommodation'): Reactions<Tx>[string] =>
  async (tx, event) => {
    const { customerId = null, region, ...data } = confirmed.parse(event.payload);
    await insertNotification(tx, { ...told(event), customerId, region, notice: { kind, data }, channels: channelsFor(customerId) });
  };

export const reactions: Reactions<Tx> = {
  'booking.confirmed': ofBooking('booking.confirmed'),
  'booking.reaccommodation': ofBooking('booking.reaccommodation'),
  'booking.cancelled': async (tx, event) => {
    const { customerId = null, region, ...data } = cancelled.parse(event.payload);
    await insertNotification(tx, {
      ...told(event),
      customerId,
      region,
      notice: { kind: 'booking.cancelled', data },
      channels: channelsFor(customerId),
    });
  },
  'booking.depositAction': async (tx, event) => {
    const { customerId = null, region, ...data } = depositAction.parse(event.payload);
    await insertNotification(tx, {
      ...told(event),
      customerId,
      region,
      notice: { kind: 'booking.depositAction', data },
      channels: channelsFor(customerId),
    });
  },
  'booking.holdLost': async (tx, event) => {
    const { customerId = null, region, ...data } = confirmed.parse(event.payload);
    await insertNotification(tx, {
      ...told(event),
      customerId,
      region,
      notice: { kind: 'booking.holdLost', data },
      channels: channelsFor(customerId),
    });
  },
  'identity.dataExport.ready': async (tx, event) => {
    const { userId: customerId, region, ...data } = exported.parse(event.payload);
    await insertNotification(tx, {
      ...told(event),
      customerId,
      region,
      notice: { kind: 'identity.dataExport.ready', data },
      channels: channelsFor(customerId),
    });
  },
  'support.message.sent': async (tx, event) => {
    const { conversationId, party, customerId, region } = sent.parse(event.payload);
    if (party !== 'AGENT') return;
    const collapseKey = `support ${conversationId}`;
    await insertNotification(tx, {
      ...told(event),
      customerId,
      region,
      collapseKey,
      notice: { kind: 'support.message', data: { conversationId } },
      channels: ['IN_APP'],
    });
  },
};
