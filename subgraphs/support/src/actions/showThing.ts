import type { DomainEvent } from '@ycyw/service/events';
import { append } from '@ycyw/service/outbox';
import type { Sql } from '@ycyw/service/sql';
import { z } from 'zod';
import { booked, keepBookings } from '../data/booking.ts';
import { notify } from '../data/notice.ts';
import { insertShown, lockConversationAbout, openAbout, touchShowing, type Shown } from '../data/shown.ts';
import { planAlerts } from '../data/sla/clock.ts';
import { promiseOf } from '../domain/sla/promise.ts';
import { conversationEvent, messageEvent } from './events.ts';

const showing = booked.extend({ conversationId: z.uuid().nullish(), settlementId: z.uuid().nullish(), chargeId: z.uuid().nullish() });
const changed = z.object({ settlementId: z.uuid().optional(), chargeId: z.uuid().optional(), chargeIds: z.array(z.uuid()).default([]) });

/**
 * Shows a thing of a booking in the conversation named, its newest open one, or a new one that waits in the queue: by a message of
 * nobody, once an event. A guest has no conversations, nor has who was forgotten.
 */
export async function showThing(tx: Sql, { id: eventId, occurredAt, payload }: DomainEvent): Promise<void> {
  const { bookingId, reference, customerId, region, conversationId = null, settlementId = null, chargeId = null } = showing.parse(payload);
  if (!customerId) return;
  const now = new Date(occurredAt);
  await keepBookings(tx, [{ id: bookingId, reference, customerId, region }]);
  const about = { bookingId, customerId, region };
  const found = await lockConversationAbout(tx, about, conversationId);
  const promise = promiseOf(region, 'BOOKING', now);
  const conversation = found ?? (await openAbout(tx, about, eventId, now, promise));
  if (!conversation) return;
  if (!found) await planAlerts(tx, conversation.id, promise.alerts);
  const shown: Shown = { settlementId, chargeId, callId: null };
  const message = await insertShown(tx, conversation, shown, eventId, now);
  if (!message) return;
  const told = { ...message, conversationId: conversation.id, party: 'SYSTEM' as const, sentAt: now };
  await append(tx, [...(found ? [] : [conversationEvent(conversation, null, now)]), messageEvent(told, conversation)], now);
  await notify(tx, found ? { kind: 'message', id: conversation.id } : { kind: 'state', id: conversation.id });
}

/** What a conversation shows has changed: whoever follows it reads it again. */
export async function showAgain(tx: Sql, { payload }: DomainEvent): Promise<void> {
  const { settlementId, chargeId, chargeIds } = changed.parse(payload);
  const ids = await touchShowing(tx, {
    settlementIds: settlementId ? [settlementId] : [],
    chargeIds: chargeId ? [chargeId] : chargeIds,
  });
  if (ids.length > 0) await notify(tx, ...ids.map((id) => ({ kind: 'state' as const, id })));
}
