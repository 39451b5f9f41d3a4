import { randomUUID } from 'node:crypto';
import { systemClock } from '@ycyw/service/clock';
import { erasureReactions } from '@ycyw/service/erasure';
import { consume } from '@ycyw/service/inbox';
import { logger } from '@ycyw/service/log';
import { columnsHolding } from '@ycyw/service/testing/markers';
import { memoryTransport } from '@ycyw/service/testing/transport';
import { erasePerson } from '../src/data/personal.ts';
import { anOffice, type TestOffice } from './anOffice.ts';

let office: TestOffice;
const transport = memoryTransport();
beforeAll(async () => {
  office = await anOffice();
  const { db } = office.office;
  await consume(
    'notifications',
    ['identity'],
    transport,
    db,
    erasureReactions(erasePerson, systemClock),
    logger('notifications', 'silent'),
  );
});
afterAll(() => office.stop());

test('forgets what was told to a person, once and again', async () => {
  const [claire, sam] = [await office.a(), await office.a()];
  const told = (customerId: string, reference: string) =>
    office.happens('booking.confirmed', {
      bookingId: randomUUID(),
      reference,
      customerId,
      region: 'EU',
      locale: 'fr',
      at: '2026-05-01T10:00:00Z',
    });
  await told(claire.id, 'YC-MARK-ER');
  await told(claire.id, 'YC-MARK-ER');
  await told(sam.id, 'YC-SAMS-AA');
  const { tables: db } = office;
  expect(await columnsHolding(db, ['YC-MARK-ER'])).toEqual(['notification.data']);
  const payload = { userId: claire.id, deletionId: randomUUID(), region: 'EU' };
  const asked = { id: randomUUID(), type: 'identity.user.erasureRequested', occurredAt: new Date().toISOString(), payload };
  await transport.publish('identity', [asked, asked]);
  await transport.publish('identity', [asked]);
  expect(await columnsHolding(db, ['YC-MARK-ER'])).toEqual([]);
  expect(await columnsHolding(db, [claire.id])).toEqual(['outbox.payload']);
  expect(await db.notification.count({ where: { customerId: sam.id } })).toBe(1);
  expect(await db.delivery.count()).toBe(2);
  expect(await db.outbox.findMany({ select: { type: true, payload: true } })).toEqual([
    { type: 'notifications.user.erased', payload: { userId: claire.id, deletionId: payload.deletionId } },
  ]);
});
