import { v7 as uuidv7 } from 'uuid';
import { insertNotifications } from '../src/data/notification.ts';
import { kinds } from '../src/domain/notice.ts';
import { anOffice, type TestOffice } from './anOffice.ts';

let test: TestOffice;
beforeAll(async () => (test = await anOffice()));
afterAll(() => test.stop());

const store = async (kind: string): Promise<string> => {
  const [id, customerId] = [uuidv7(), uuidv7()];
  const channels = ['IN_APP'] as const;
  const told = { id, customerId, region: 'EU', kind, data: {}, collapseKey: null, createdAt: new Date(), channels } as const;
  await insertNotifications(test.office.db, [told]);
  return (await test.tables.notification.findUniqueOrThrow({ where: { id } })).kind;
};

it.each([...kinds.keys()])('keeps what is told of %s', async (kind) => {
  expect(await store(kind)).toBe(kind);
});

it('keeps nothing of a kind that nobody knows', async () => {
  await expect(store('booking.nonsense')).rejects.toThrow('notification_kind_check');
});
