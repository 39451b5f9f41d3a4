import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { Viewer } from '@ycyw/service/viewer';
import { v7 as uuidv7 } from 'uuid';
import { confirmPurchases } from '../src/actions/cashback/confirm.ts';
import { giveCashbackBack, captureCashback, reserveCashback } from '../src/data/cashback/spending.ts';
import { markVoidDue } from '../src/data/payment.ts';
import { claire, openAgency, type House } from './agency.ts';
import { aHold } from './rental.ts';
import { aShop, aToken, balance, confirmed, created, refunded, tell, unsound, type Shop } from './shop.ts';

let house: House;
let shop: Shop;
beforeAll(async () => {
  house = await openAgency({ 'CDG EDMV': 900 });
  shop = await aShop(house, { rates: [{ basisPoints: 1000 }] });
});
afterAll(() => house.close());

const now = new Date('2026-06-01T08:00:00Z');
const most = 10_000;

/** What the rules say, as simply as can be: what a renter has is the net of all that counts, whatever came first. */
interface Model {
  purchases: Map<number, { amount: number; told: boolean; due: boolean; isConfirmed: boolean; refunds: Map<number, number | null> }>;
  bookings: Map<number, { amount: number; state: 'RESERVED' | 'SPENT' | 'OVER'; back: number }>;
}
interface Real {
  renter: Partial<Viewer>;
  token: string;
  run: string;
  bookings: Map<number, string>;
}

const keptOf = ({ amount, refunds }: { amount: number; refunds: Map<number, number | null> }): number => {
  const back = Math.min(
    amount,
    [...refunds.values()].reduce<number>((sum, part) => sum + (part ?? amount), 0),
  );
  const earned = Math.floor(amount / 10);
  return Math.floor((earned * (amount - back)) / amount);
};
const netOf = ({ purchases, bookings }: Model): number =>
  [...purchases.values()].reduce((sum, purchase) => sum + (purchase.isConfirmed ? keptOf(purchase) : 0), 0) -
  [...bookings.values()].reduce((sum, { amount, state, back }) => sum + (state === 'OVER' ? 0 : amount - back), 0);
const pendingOf = ({ purchases }: Model): number =>
  [...purchases.values()].reduce((sum, purchase) => sum + (purchase.told && !purchase.isConfirmed ? keptOf(purchase) : 0), 0);

const purchaseOf = (model: Model, key: number) => {
  const found = model.purchases.get(key) ?? {
    amount: 100 * (key + 1),
    told: false,
    due: false,
    isConfirmed: false,
    refunds: new Map<number, number | null>(),
  };
  model.purchases.set(key, found);
  return found;
};

type Command = fc.AsyncCommand<Model, Real>;
const command = (name: string, run: (model: Model, real: Real) => Promise<unknown>): Command => ({
  check: () => true,
  toString: () => name,
  run: async (model, real) => {
    await run(model, real);
    const net = netOf(model);
    expect(await balance(house, real.renter)).toEqual([Math.max(0, net), pendingOf(model), Math.max(0, -net)]);
    expect(await unsound(house)).toEqual([]);
  },
});

const idOf = ({ run }: Real, key: number): string => `${run}-${String(key)}`;
const creates = (key: number): Command =>
  command(`created ${String(key)}`, async (model, real) => {
    const purchase = purchaseOf(model, key);
    const news = created(real.token, { purchaseId: idOf(real, key), amountMinor: purchase.amount });
    expect((await tell(house, shop, news)).status).toBe(200);
    purchase.told = true;
  });
const confirms = (key: number): Command =>
  command(`confirmed ${String(key)}`, async (model, real) => {
    expect((await tell(house, shop, confirmed(idOf(real, key)))).status).toBe(200);
    purchaseOf(model, key).due = true;
  });
const refunds = (key: number, refund: number, part: number | null): Command =>
  command(`refunded ${String(key)} ${String(refund)}: ${String(part)}`, async (model, real) => {
    const { refunds: known } = purchaseOf(model, key);
    const { status } = await tell(house, shop, refunded(idOf(real, key), part ?? undefined, `r${String(refund)}`));
    expect(status).toBe(known.has(refund) && known.get(refund) !== part ? 409 : 200);
    if (!known.has(refund)) known.set(refund, part);
  });
const sweeps = (): Command =>
  command('sweep', async (model) => {
    await confirmPurchases(house.world);
    for (const purchase of model.purchases.values()) if (purchase.told && purchase.due) purchase.isConfirmed = true;
  });
const reserves = (key: number, amount: number): Command =>
  command(`reserve ${String(key)}: ${String(amount)}`, async (model, real) => {
    if (real.bookings.has(key)) return;
    const { id } = await aHold(house, {}, { acriss: ['EDMV'] });
    const spending = { bookingId: id, customerId: String(real.renter.id), currency: 'EUR', amountMinor: amount };
    const done = await house.world.sql.$transaction((tx) => reserveCashback(tx, spending, now));
    expect(done).toBe(amount <= netOf(model));
    if (!done) return;
    real.bookings.set(key, id);
    model.bookings.set(key, { amount, state: 'RESERVED', back: 0 });
  });
const onBooking = (
  name: string,
  key: number,
  work: (booking: { amount: number; state: string; back: number }, id: string) => Promise<void>,
): Command =>
  command(`${name} ${String(key)}`, async (model, real) => {
    const [booking, id] = [model.bookings.get(key), real.bookings.get(key)];
    if (booking && id) await work(booking, id);
  });
const spends = (key: number): Command =>
  onBooking('spend', key, async (booking, id) => {
    await house.world.sql.$transaction((tx) => captureCashback(tx, id, now));
    if (booking.state === 'RESERVED') booking.state = 'SPENT';
  });
const voids = (key: number): Command =>
  onBooking('void', key, async (booking, id) => {
    await house.world.sql.$transaction((tx) => markVoidDue(tx, id, null, now));
    if (booking.state === 'RESERVED') booking.state = 'OVER';
  });
const givesBack = (key: number, part: number): Command =>
  onBooking('give back', key, async (booking, id) => {
    const amountMinor = Math.min(part, booking.amount - booking.back);
    if (booking.state !== 'SPENT' || amountMinor === 0) return;
    const payment = await house.db.payment.findFirstOrThrow({ where: { bookingId: id, kind: 'CASHBACK' } });
    const back = { paymentId: payment.id, walletId: payment.walletId ?? '', amountMinor };
    await house.world.sql.$transaction((tx) => giveCashbackBack(tx, back, now));
    booking.back += amountMinor;
  });

const key = fc.nat(4);
const commands = fc.commands(
  [
    key.map(creates),
    key.map(creates),
    key.map(confirms),
    fc.tuple(key, fc.nat(2), fc.option(fc.integer({ min: 1, max: 600 }))).map((args) => refunds(...args)),
    fc.constant(0).map(sweeps),
    fc.constant(0).map(sweeps),
    fc.tuple(fc.nat(2), fc.integer({ min: 1, max: 60 })).map((args) => reserves(...args)),
    fc.nat(2).map(spends),
    fc.nat(2).map(voids),
    fc.tuple(fc.nat(2), fc.integer({ min: 1, max: 40 })).map((args) => givesBack(...args)),
  ],
  { size: '+1', maxCommands: 40 },
);

test('whatever comes in whatever order and how often, every currency sums to zero and the balances are the model’s', async () => {
  await fc.assert(
    fc.asyncProperty(commands, async (tale) => {
      const renter: Partial<Viewer> = { ...claire, id: randomUUID() };
      const token = await aToken(house, renter, shop);
      const setup = () => ({
        model: { purchases: new Map(), bookings: new Map() } satisfies Model,
        real: { renter, token, run: uuidv7(), bookings: new Map<number, string>() },
      });
      await fc.asyncModelRun(setup, tale);
    }),
    { numRuns: Number(process.env['FUZZ_RUNS'] ?? 12), seed: Number(process.env['FUZZ_SEED'] ?? 20_261), endOnFailure: true },
  );
}, 240_000);

test('a hundred writers on three renters: nothing lost, nothing below zero; control: reading first and writing then loses some', async () => {
  const renters = await Promise.all(
    Array.from({ length: 3 }, async () => {
      const renter: Partial<Viewer> = { ...claire, id: randomUUID() };
      return { renter, token: await aToken(house, renter, shop) };
    }),
  );
  const of = (index: number) => renters[index % 3] ?? renters[0];
  const bought = Array.from({ length: 100 }, (_, index) => ({ index, news: created(of(index)?.token ?? '', { amountMinor: 1000 }) }));
  const outcomes = await Promise.all(
    bought.flatMap(({ index, news }) => {
      const all = [tell(house, shop, news), tell(house, shop, confirmed(news.purchaseId)), confirmPurchases(house.world).then(() => null)];
      return index % 4 === 0 ? [...all, tell(house, shop, refunded(news.purchaseId, 500))] : all;
    }),
  );
  expect(outcomes.filter((outcome) => outcome !== null && outcome.status !== 200)).toEqual([]);
  await confirmPurchases(house.world);
  const sums = await Promise.all(renters.map(({ renter }) => balance(house, renter)));
  expect(sums.map(([available]) => available).reduce((sum, each) => sum + each, 0)).toBe(100 * 100 - 25 * 50);
  expect(sums.map(([, pending, owed]) => pending + owed)).toEqual([0, 0, 0]);
  expect(await unsound(house)).toEqual([]);

  let naive = 0;
  await Promise.all(
    Array.from({ length: 100 }, async () => {
      const read = naive;
      await house.db.$queryRaw`SELECT 1`;
      naive = read + 100;
    }),
  );
  expect(naive).toBeLessThan(most);
}, 120_000);

const account = (kind: string) => house.db.cashbackAccount.findFirstOrThrow({ where: { kind } });

test('the ledger only grows, and no code of ours can move a balance past its transfers', async () => {
  const [available, pending] = [await account('CUSTOMER_AVAILABLE'), await account('CUSTOMER_PENDING')];
  const refused: (() => Promise<unknown>)[] = [
    () => house.db.$executeRaw`UPDATE cashback_transfer SET amount_minor = amount_minor + 1`,
    () => house.db.$executeRaw`DELETE FROM cashback_transfer`,
    () => house.db.$executeRaw`TRUNCATE cashback_transfer`,
    () => house.db.$executeRaw`UPDATE cashback_account SET balance_minor = 0`,
    () => house.db.$executeRaw`DELETE FROM cashback_account`,
    () => house.db.$executeRaw`INSERT INTO cashback_account (kind, region, currency, balance_minor) VALUES ('COMPANY', 'EU', 'NOK', 5)`,
    // More than there is; between currencies; to itself; of nothing.
    () => house.db.$executeRaw`
      INSERT INTO cashback_transfer (kind, debit_account, credit_account, amount_minor, currency, region, at)
      VALUES ('CONFIRMATION', ${available.id}::uuid, ${pending.id}::uuid, 99999999, 'EUR', 'EU', now())`,
    () => house.db.$executeRaw`
      INSERT INTO cashback_transfer (kind, debit_account, credit_account, amount_minor, currency, region, at)
      VALUES ('CONFIRMATION', ${pending.id}::uuid, ${available.id}::uuid, 1, 'GBP', 'EU', now())`,
    () => house.db.$executeRaw`
      INSERT INTO cashback_transfer (kind, debit_account, credit_account, amount_minor, currency, region, at)
      VALUES ('CONFIRMATION', ${pending.id}::uuid, ${pending.id}::uuid, 1, 'EUR', 'EU', now())`,
    () => house.db.$executeRaw`
      INSERT INTO cashback_transfer (kind, debit_account, credit_account, amount_minor, currency, region, at)
      VALUES ('CONFIRMATION', ${pending.id}::uuid, ${available.id}::uuid, 0, 'EUR', 'EU', now())`,
  ];
  const before = await house.db.cashbackTransfer.count();
  for (const attempt of refused) await expect(attempt()).rejects.toThrow();
  expect(await house.db.cashbackTransfer.count()).toBe(before);
  expect(await unsound(house)).toEqual([]);
});
