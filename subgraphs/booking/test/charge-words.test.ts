import { liveKey, marie, openAgency, without, type House } from './agency.ts';
import { announce, aPhoto, aReturn, dispute, max, readCharges, resolve } from './charging.ts';

let house: House;
beforeAll(async () => {
  house = await openAgency({ 'CDG EDMV': 10 });
});
afterAll(() => house.close());

test('a partner’s key reads what is charged, and with customers:read what it is about', async () => {
  const { id, reference } = await aReturn(house, {}, liveKey);
  const photoIds = [await aPhoto(house, id, 'TAKE_BACK')];
  const offence = { kind: 'FINE', amountMinor: 9000, reference: 'PV 2026-77', occurredOn: '2026-07-15', reason: 'Too fast', photoIds };
  const { data } = await announce(house, marie, { bookingId: id, ...offence });
  await dispute(house, liveKey, { chargeId: data?.announceCharge.id, reason: 'Sold before' });
  await resolve(house, max, { chargeId: data?.announceCharge.id, outcome: 'UPHOLD', reason: 'Yours then' });
  const [whole] = await readCharges(house, liveKey, reference);
  expect(whole).toMatchObject({
    evidence: { reason: 'Too fast', reference: 'PV 2026-77', occurredOn: '2026-07-15', photos: [{ id: photoIds[0] }] },
    dispute: { reason: 'Sold before' },
    answer: 'Yours then',
  });
  const read = (parts: string) =>
    house.ask<{ booking: { charges: Record<string, unknown>[] } }>(
      without(liveKey, 'customers:read'),
      `query ($r: String!) { booking(reference: $r) { charges { ${parts} } } }`,
      { r: reference },
    );
  const figures = await read('kind amount { minor } rule evidence { before { odometerKm } } dispute { outcome }');
  expect(figures.data.booking.charges).toMatchObject([{ kind: 'FINE', amount: { minor: 11_500 }, dispute: { outcome: 'UPHELD' } }]);
  for (const parts of [
    ...['reason', 'reference', 'occurredOn', 'photos { id }'].map((part) => `evidence { ${part} }`),
    ...['dispute { reason }', 'dispute { photos { id } }', 'answer'],
  ]) {
    const { code, ...answer } = await read(parts);
    expect([parts, code]).toEqual([parts, 'SCOPE_MISSING']);
    expect(JSON.stringify(answer.data)).not.toMatch(/fast|2026|Sold|Yours/);
  }
});

test('nothing of what was written about it is kept in the clear', async () => {
  const { id } = await aReturn(house);
  await announce(house, marie, {
    bookingId: id,
    kind: 'FINE',
    amountMinor: 9000,
    reference: 'MARKER 1',
    occurredOn: '2026-07-15',
    reason: 'MARKER 2',
  });
  const rows = await house.db.$queryRaw`SELECT c::text AS row FROM charge c UNION ALL SELECT o::text FROM outbox o`;
  expect(JSON.stringify(rows)).not.toMatch(/MARKER|4d41524b4552/);
});
