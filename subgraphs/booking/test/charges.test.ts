import { claire, marie, openAgency, sam, type House } from './agency.ts';
import { depositsOf } from './counter.ts';
import {
  announce,
  aPhoto,
  aReturn,
  atDropOff,
  atPickUp,
  bringBack,
  chargeNothing,
  handOver,
  hoursAfter,
  max,
  readCharges,
  suggestions,
  sweepCharges,
  toldOf,
  trip,
  windowOver,
  withdraw,
} from './charging.ts';
import { aBooking, stateOf } from './rental.ts';

let house: House;
beforeAll(async () => {
  house = await openAgency({ 'CDG EDMV': 60 });
});
afterAll(() => house.close());

const vat = (gross: number): number => Math.round(gross / 6);

test('a car that is back on time, full and within its kilometres costs nothing, and its deposit is let go at once', async () => {
  const { id, reference } = await aReturn(house);
  await sweepCharges(house);
  expect(await readCharges(house, claire, reference)).toEqual([]);
  expect(await depositsOf(house, id)).toEqual(['VOIDED']);
  expect(await toldOf(house, id, 'booking.depositReleased')).toEqual([expect.objectContaining({ amountMinor: 30_000, currency: 'EUR' })]);
  expect(await stateOf(house, id)).toBe('RETURNED');
});

test('where damage was found the deposit waits for what the desk makes of it, at the latest three days', async () => {
  const { id } = await aReturn(house, { marks: [{ view: 'LEFT', x: 300, y: 500, kind: 'SCRATCH', severity: 'SLIGHT' }] });
  await sweepCharges(house);
  expect(await depositsOf(house, id)).toEqual(['AUTHORISED']);
  expect(await toldOf(house, id, 'booking.depositReleased')).toEqual([]);
  house.moveTo(windowOver);
  await sweepCharges(house);
  expect(await toldOf(house, id, 'booking.depositReleased')).toHaveLength(1);
});

test('where nothing is charged for found damage the desk lets the deposit go at once, and only where no charge is open', async () => {
  const marks = [{ view: 'LEFT', x: 300, y: 500, kind: 'SCRATCH', severity: 'SLIGHT' }];
  const { id } = await aReturn(house, { marks });
  for (const key of ['once', 'once', 'again']) expect((await chargeNothing(house, marie, id, `${id}-${key}`)).code).toBeUndefined();
  await sweepCharges(house);
  expect(await depositsOf(house, id)).toEqual(['VOIDED']);
  expect(await toldOf(house, id, 'booking.depositReleased')).toHaveLength(1);
  const charged = await aReturn(house, { marks, odometerKm: 2100 });
  expect((await chargeNothing(house, marie, charged.id)).code).toBe('WRONG_STATE');
  expect(await depositsOf(house, charged.id)).toEqual(['AUTHORISED']);
});

test('what staff have withdrawn is not suggested again, though it may be announced again', async () => {
  const { id, reference } = await aReturn(house, { odometerKm: 2100 });
  const [charge] = await readCharges(house, claire, reference);
  expect((await withdraw(house, max, charge?.id ?? '')).code).toBeUndefined();
  expect((await suggestions(house, marie, id)).data?.chargeSuggestions).toEqual([]);
  expect((await announce(house, marie, { bookingId: id, kind: 'MILEAGE' })).code).toBeUndefined();
});

test('kilometres, fuel and lateness are announced with the return, each with its rule, its taxes and both readings', async () => {
  const at = hoursAfter(atDropOff, 2.5);
  const { id, reference } = await aReturn(house, { at, odometerKm: 2150, fuelEighths: 5 });
  const [km, fuel, late] = await readCharges(house, claire, reference);
  expect(km).toMatchObject({
    kind: 'MILEAGE',
    state: 'ANNOUNCED',
    disputable: true,
    amount: { minor: 4500 },
    line: {
      label: 'Extra kilometres',
      quantity: 150,
      net: { minor: 4500 - vat(4500) },
      taxes: [{ rate: '0.20', amount: { minor: vat(4500) } }],
    },
    evidence: { before: { odometerKm: 1000, fuelEighths: 8 }, after: { odometerKm: 2150, fuelEighths: 5 } },
  });
  expect(km?.rule).toBe('1,150 km driven, 1,000 km included: 150 extra km at €0.30, the price fixed when you booked.');
  // An economy car's tank of 40 litres at €1.95, and the fee.
  expect(fuel).toMatchObject({ kind: 'FUEL', amount: { minor: 3 * 975 + 1800 }, line: { quantity: 3 } });
  expect(fuel?.rule).toBe('Tank handed over at 8/8, returned at 5/8: 3/8 at €9.75, plus a refuelling fee of €18.00.');
  expect(late).toMatchObject({ kind: 'LATE_RETURN', line: { quantity: 3 } });
  expect(late?.rule).toContain('Returned 2 h 30 after the agreed time');
  const told = await toldOf(house, id, 'booking.chargeAnnounced');
  expect(told).toHaveLength(1);
  expect(told[0]).toMatchObject({
    reference,
    charges: [{ kind: 'MILEAGE', amountMinor: 4500, quantity: 150 }, { kind: 'FUEL' }, { kind: 'LATE_RETURN' }],
    amountMinor: 4500 + 4725 + (late?.amount.minor ?? 0),
    currency: 'EUR',
    disputableUntil: hoursAfter(at, 72),
  });
  expect(await depositsOf(house, id)).toEqual(['AUTHORISED']);
});

test.each([
  ['59 minutes', 59 / 60, null],
  ['an hour', 1, 1],
  ['an hour and a minute', 61 / 60, 2],
])('late by %s', async (_, hours, quantity) => {
  const { reference } = await aReturn(house, { at: hoursAfter(atDropOff, hours) });
  const charges = await readCharges(house, claire, reference);
  expect(charges.map(({ kind, line }) => [kind, line.quantity])).toEqual(quantity === null ? [] : [['LATE_RETURN', quantity]]);
});

test('from the fourth hour on lateness is by days, at the booking’s own day rate', async () => {
  const { id, reference } = await aReturn(house, { at: hoursAfter(atDropOff, 26) });
  const { price } = await house.db.booking.findUniqueOrThrow({ where: { id } });
  const { lines, days } = price as unknown as { lines: { kind: string; grossMinor: number }[]; days: number };
  const rental = lines.filter(({ kind }) => kind === 'RENTAL').reduce((sum, { grossMinor }) => sum + grossMinor, 0);
  const [late] = await readCharges(house, claire, reference);
  expect(late).toMatchObject({ amount: { minor: 2 * Math.round(rental / days) }, line: { quantity: 2 } });
});

test('the price for a kilometre is that of the booking, whatever the list says since', async () => {
  house.moveTo('2026-06-01T08:00:00Z');
  const { id, reference } = await aBooking(house, claire, trip);
  await house.db.$executeRaw`UPDATE booking SET price = jsonb_set(price, '{perExtraKmMinor}', '17') WHERE id = ${id}::uuid`;
  house.moveTo(atPickUp);
  await handOver(house, id);
  await bringBack(house, id, { odometerKm: 2100 });
  expect((await readCharges(house, claire, reference)).map(({ amount }) => amount.minor)).toEqual([1700]);
});

test('what a misread clock would cost is not announced by itself: a manager may, an agent may not', async () => {
  const { id, reference } = await aReturn(house, { odometerKm: 20_000 });
  expect(await readCharges(house, claire, reference)).toEqual([]);
  const { data } = await suggestions(house, marie, id);
  expect(data?.chargeSuggestions).toMatchObject([{ kind: 'MILEAGE', needsManager: true, line: { gross: { minor: 18_000 * 30 } } }]);
  expect((await announce(house, marie, { bookingId: id, kind: 'MILEAGE' })).code).toBe('BAD_INPUT');
  expect((await announce(house, max, { bookingId: id, kind: 'MILEAGE' })).data?.announceCharge.amount.minor).toBe(18_000 * 30);
  expect((await suggestions(house, marie, id)).data?.chargeSuggestions).toEqual([]);
  expect((await announce(house, max, { bookingId: id, kind: 'MILEAGE' })).code).toBe('WRONG_STATE');
});

test('damage is charged by the price list, outside VAT, with photos of both inspections', async () => {
  const { id, reference } = await aReturn(house);
  const photoIds = [await aPhoto(house, id, 'HAND_OVER'), await aPhoto(house, id, 'TAKE_BACK')];
  const scratch = { bookingId: id, kind: 'DAMAGE', mark: 'SCRATCH', severity: 'MODERATE', photoIds };
  const { data } = await announce(house, marie, scratch);
  expect(data?.announceCharge).toMatchObject({
    amount: { minor: 22_000 },
    line: { net: { minor: 22_000 }, taxes: [] },
    evidence: { photos: photoIds.map((photo) => ({ id: photo })) },
  });
  const own = await announce(house, marie, { bookingId: id, kind: 'DAMAGE', amountMinor: 12_345, reason: 'Roof box lost', photoIds });
  expect(own.data?.announceCharge).toMatchObject({ amount: { minor: 12_345 }, evidence: { reason: 'Roof box lost' } });
  expect(await readCharges(house, claire, reference)).toHaveLength(2);
});

test('a fine and a toll are passed on as they are; the fee for handling them is taxed', async () => {
  const { id } = await aReturn(house);
  house.moveTo('2026-10-01T08:00:00Z');
  const offence = { bookingId: id, amountMinor: 9000, reference: 'PV 2026-77', occurredOn: '2026-07-15' };
  const fine = (await announce(house, marie, { ...offence, kind: 'FINE' })).data?.announceCharge;
  expect(fine).toMatchObject({
    amount: { minor: 9000 + 2500 },
    line: { net: { minor: 9000 + 2500 - vat(2500) }, taxes: [{ amount: { minor: vat(2500) } }] },
    evidence: { reference: 'PV 2026-77', occurredOn: '2026-07-15' },
  });
  const toll = (await announce(house, marie, { ...offence, kind: 'TOLL', amountMinor: 1 })).data?.announceCharge;
  expect(toll).toMatchObject({ kind: 'TOLL', line: { label: 'Toll' }, amount: { minor: 901 } });
});

describe('bad input', () => {
  let id = '';
  let other = '';
  let photoIds: string[] = [];
  beforeAll(async () => {
    ({ id } = await aReturn(house));
    ({ id: other } = await aReturn(house));
    photoIds = [await aPhoto(house, id, 'HAND_OVER'), await aPhoto(house, id, 'TAKE_BACK')];
    await aPhoto(house, other, 'TAKE_BACK');
  });
  const fine = { kind: 'FINE', amountMinor: 9000, reference: 'PV 1', occurredOn: '2026-07-15' };
  const damage = { kind: 'DAMAGE', amountMinor: 9000, reason: 'Door' };

  test.each([
    ['an amount of 0', { ...fine, amountMinor: 0 }, 'amountMinor'],
    ['a negative amount', { ...fine, amountMinor: -5 }, 'amountMinor'],
    ['an amount above the cap', { ...fine, amountMinor: 50_000 }, 'amountMinor ≤ 40000'],
    ['a fine of a future date', { ...fine, occurredOn: '2026-07-30' }, 'occurredOn'],
    ['a fine from before the rental', { ...fine, occurredOn: '2026-07-13' }, 'occurredOn'],
    ['a fine without its reference', { ...fine, reference: null }, 'reference'],
    ['damage without photos', damage, 'photoIds HAND_OVER, TAKE_BACK'],
    ['damage without a reason or a mark', { kind: 'DAMAGE', amountMinor: 9000 }, 'reason'],
    ['damage with half a mark', { kind: 'DAMAGE', mark: 'DENT' }, 'mark, severity'],
    ['cleaning without its grade', { kind: 'CLEANING' }, 'grade'],
    ['a card number for a reason', { ...damage, reason: '4242 4242 4242 4242' }, 'reason'],
  ])('refuses %s', async (_, input, reason) => {
    const { code, errors } = await announce(house, marie, { bookingId: id, ...input });
    expect(code).toBe('BAD_INPUT');
    expect(errors[0]?.extensions?.['reason']).toContain(reason);
  });

  test('refuses a photo of another booking, and of one inspection only', async () => {
    const foreign = await aPhoto(house, other, 'HAND_OVER');
    const withPhotos = async (ids: string[]) => (await announce(house, marie, { bookingId: id, ...damage, photoIds: ids })).code;
    expect(await withPhotos([...photoIds, foreign])).toBe('NOT_FOUND');
    for (const ids of [photoIds.slice(0, 1), photoIds.slice(1), [...photoIds, await aPhoto(house, id, 'DISPUTE')]]) {
      expect(await withPhotos(ids)).toBe('BAD_INPUT');
    }
  });

  test('refuses a charge of a car that is not back, twice under one key with other input, or after its time', async () => {
    house.moveTo('2026-06-01T08:00:00Z');
    const booked = await aBooking(house, claire, trip);
    expect((await announce(house, marie, { bookingId: booked.id, kind: 'CLEANING', grade: 'SMOKE' })).code).toBe('WRONG_STATE');
    expect((await suggestions(house, marie, booked.id)).code).toBe('WRONG_STATE');
    house.moveTo(hoursAfter(atDropOff, 1));
    const idempotencyKey = 'the-same-key-for-both';
    const smoke = { bookingId: id, kind: 'CLEANING', grade: 'SMOKE', idempotencyKey };
    const [first, again] = [await announce(house, marie, smoke), await announce(house, marie, smoke)];
    expect(again.data?.announceCharge.id).toBe(first.data?.announceCharge.id);
    expect((await announce(house, marie, { ...smoke, grade: 'STAINS' })).code).toBe('IDEMPOTENCY_CONFLICT');
    house.moveTo(hoursAfter(atDropOff, 14 * 24 + 1));
    expect((await announce(house, marie, { bookingId: id, kind: 'CLEANING', grade: 'SMOKE' })).code).toBe('WRONG_STATE');
    house.moveTo(hoursAfter(atDropOff, 180 * 24 + 1));
    expect((await announce(house, marie, { bookingId: id, ...fine })).code).toBe('WRONG_STATE');
  });

  test('is nobody’s but the desk’s', async () => {
    const smoke = { bookingId: id, kind: 'CLEANING', grade: 'SMOKE' };
    for (const [viewer, code] of [
      [claire, 'FORBIDDEN'],
      [{}, 'UNAUTHENTICATED'],
      [{ ...marie, region: 'US' as const }, 'NOT_FOUND'],
    ] as const) {
      expect((await announce(house, viewer, smoke)).code).toBe(code);
      expect((await suggestions(house, viewer, id)).code).toBe(code);
      expect((await withdraw(house, viewer, id)).code).toBe(code);
      expect((await chargeNothing(house, viewer, id)).code).toBe(code);
    }
    expect((await announce(house, marie, { ...smoke, bookingId: 'nothing' })).code).toBe('NOT_FOUND');
    expect(await readCharges(house, sam, 'YC-0000-00').catch(() => null)).toBeNull();
  });
});

test('the database itself refuses more than was announced, another currency, and money without a payment', async () => {
  const { id } = await aReturn(house, { odometerKm: 2150 });
  const change = (what: string) => house.db.$executeRawUnsafe(`UPDATE charge SET ${what} WHERE booking_id = '${id}'`);
  await expect(change("amount_minor = 5000, line = jsonb_set(line, '{grossMinor}', '5000')")).rejects.toThrow(/charge_never_more/);
  await expect(change('amount_minor = 4000')).rejects.toThrow(/charge_is_its_line/);
  await expect(change('amount_minor = 0')).rejects.toThrow(/charge_/);
  await expect(change("currency = 'USD'")).rejects.toThrow(/charge_currency/);
  await expect(change("state = 'COLLECTED'")).rejects.toThrow(/charge_is_paid_by/);
  const { id: rental } = await house.db.payment.findFirstOrThrow({ where: { bookingId: id, kind: 'RENTAL' } });
  await expect(change(`state = 'COLLECTED', payment_id = '${rental}'`)).rejects.toThrow(/charge_payment_kind/);
});
