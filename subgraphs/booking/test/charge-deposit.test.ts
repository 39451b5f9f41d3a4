import { claire, marie, openAgency, type House } from './agency.ts';
import { depositsOf, sweep } from './counter.ts';
import { announce, aPhoto, aReturn, max, payNow, readCharges, refund, sweepCharges, windowOver, withdraw } from './charging.ts';

let house: House;
beforeAll(async () => {
  house = await openAgency({ 'CDG EDMV': 20 });
});
afterAll(() => house.close());

const dentAt = (x: number) => ({ view: 'LEFT', x, y: 500, kind: 'DENT', severity: 'SEVERE' });

test('while damage waits for its price the deposit stays, though all that was announced is paid; priced and paid it goes', async () => {
  const { id } = await aReturn(house, { fuelEighths: 6, marks: [dentAt(300)] });
  await payNow(house, claire, id);
  await sweep(house);
  expect(await depositsOf(house, id)).toEqual(['AUTHORISED']);
  const photoIds = [await aPhoto(house, id, 'HAND_OVER'), await aPhoto(house, id, 'TAKE_BACK')];
  await announce(house, max, { bookingId: id, kind: 'DAMAGE', mark: 'DENT', severity: 'SEVERE', photoIds });
  await payNow(house, claire, id);
  await sweep(house);
  expect(await depositsOf(house, id)).toEqual(['VOIDED']);
});

test('so does what only a manager may announce, until they have', async () => {
  const { id, reference } = await aReturn(house, { odometerKm: 20_000, fuelEighths: 6 });
  const [fuel] = await readCharges(house, claire, reference);
  await withdraw(house, max, fuel?.id ?? '');
  await sweep(house);
  expect(await depositsOf(house, id)).toEqual(['AUTHORISED']);
  const { data } = await announce(house, max, { bookingId: id, kind: 'MILEAGE' });
  await withdraw(house, max, data?.announceCharge.id ?? '');
  await sweep(house);
  expect(await depositsOf(house, id)).toEqual(['VOIDED']);
});

test('damage that the car had before keeps no deposit', async () => {
  const first = await aReturn(house, { marks: [dentAt(500)] });
  const next = await aReturn(house, { marks: [dentAt(505)] });
  await sweep(house);
  expect([await depositsOf(house, first.id), await depositsOf(house, next.id)]).toEqual([['AUTHORISED'], ['VOIDED']]);
});

test('what waits does so three days at the most', async () => {
  const { id, reference } = await aReturn(house, { fuelEighths: 6, marks: [dentAt(400)] });
  house.moveTo(windowOver);
  await sweepCharges(house);
  const [fuel] = await readCharges(house, claire, reference);
  expect(fuel?.state).toBe('COLLECTED');
  await sweep(house);
  expect((await depositsOf(house, id)).at(-1)).toBe('VOIDED');
  expect((await refund(house, { ...marie, steppedUpAt: Date.now() }, fuel?.id ?? '')).data?.refundCharge.state).toBe('REFUNDED');
});
