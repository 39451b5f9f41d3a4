import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { driver, until } from './authz/renting.ts';
import { people } from './people.ts';
import type { Ask } from './replay/graph.ts';
import * as operations from './replay/operations.ts';
import { openAgency, rentals, type Rentals } from './rentals.ts';
import { runningSystem, type Running } from './running.ts';
import { moveTo } from './timeline.ts';

interface Money {
  minor: number;
}
interface Story {
  id: string;
  state: string;
  price: { total: Money };
  payments: { kind: string; state: string; amount: Money }[];
  refunds: { state: string; reason: string; amount: Money }[];
  charges: { id: string; kind: string; state: string; amount: Money; announced: Money }[];
  documents: { kind: string; number: string; total: Money; tax: Money; net: Money }[];
  settlements: { id: string; state: string; refund: Money | null; difference: Money }[];
}

const storyOf = `query Story($reference: String!) {
  booking(reference: $reference) {
    id state price { total { minor } } payments { kind state amount { minor } } refunds { state reason amount { minor } }
    charges { id kind state amount { minor } announced { minor } }
    documents { kind number total { minor } net { minor } tax { minor } }
    settlements { id state refund { minor } difference { minor } }
  }
}`;
const bookOf = `mutation Book($input: BookQuoteInput!) {
  bookQuote(input: $input) { ... on BookQuoteSuccess { payment { clientSecret } booking { id reference price { total { minor } } } } }
}`;
const noticesOf = `query Notices { me { notifications(first: 100) { edges { node { kind title body link } } } } }`;
const trailOf = `query Trail($id: ID!) {
  auditTrail(filter: { subjectId: $id }, first: 100) { edges { node { action detail } } }
}`;
const alternativesOf = `query Alternatives($id: ID!) { settlementAlternatives(bookingId: $id) { kind offer { id } difference { minor } } }`;
const offerOf = `mutation Offer($input: OfferSettlementInput!) { offerSettlement(input: $input) { id } }`;
const answerOf = `mutation Answer($id: ID!, $key: String!) { answerSettlement(id: $id, accept: true, idempotencyKey: $key) { state } }`;
const stateOf = `mutation State($id: ID!, $key: String!) { setVehicleState(id: $id, state: DAMAGED, idempotencyKey: $key) { state } }`;
const announceOf = `mutation Announce($input: AnnounceChargeInput!) { announceCharge(input: $input) { id } }`;
const disputeOf = `mutation Dispute($input: DisputeChargeInput!) { disputeCharge(input: $input) { state } }`;
const resolveOf = `mutation Resolve($input: ResolveDisputeInput!) { resolveDispute(input: $input) { state } }`;
const refundOf = `mutation Refund($id: ID!, $key: String!) { refundCharge(id: $id, reason: "Geste commercial", idempotencyKey: $key) { state } }`;
const proveOf = `mutation Prove($password: String!) { stepUp(password: $password) { accessToken } }`;

const agency = 'TALE';
const today = new Date('2027-08-30T08:00Z');
const pickUp = new Date('2027-09-06T08:00Z');
const dropOff = new Date('2027-09-09T08:00Z');
const day = 86_400_000;

let system: Running;
let asked: ReturnType<typeof people>;
let guests: Rentals;
let claire: Ask;
let marie: Ask;
let ada: Ask;
before(async () => {
  system = await runningSystem();
  asked = people(system);
  guests = await rentals(system, asked);
  [claire, marie, ada] = await Promise.all([
    asked.as('claire.renter@example.com'),
    proven('marie.agent@example.com'),
    proven('ada.admin@example.com'),
  ]);
  await moveTo(system, today);
});
after(async () => {
  await moveTo(system, null);
  asked.close();
  await system.stop();
});

/** Somebody of the staff who has just proved who they are, as whoever gives money back has to. */
async function proven(email: string): Promise<Ask> {
  const { password = '' } = system.demo.accounts.find((each) => each.email === email) ?? {};
  const { stepUp } = await (await asked.as(email))<{ stepUp: { accessToken: string } }>(proveOf, { password });
  return asked.withToken(stepUp.accessToken);
}

const sum = (amounts: readonly (Money | null | undefined)[]): number => amounts.reduce((total, amount) => total + (amount?.minor ?? 0), 0);
/** Amounts in euros that stand in an English text, in cents. */
const amountsIn = (text: string): number[] =>
  [...text.matchAll(/€([\d,]+\.\d{2})/gu)].map(([, euros = '']) => Number(euros.replace(/\D/gu, '')));

async function booked(acriss: string): Promise<{ id: string; reference: string; totalMinor: number }> {
  const input = {
    pickUpAgency: agency,
    pickUpAt: '2027-09-06T10:00',
    dropOffAt: '2027-09-09T10:00',
    acriss: [acriss],
    ratePlans: ['PREPAID'],
  };
  const offerId = await until('an offer', async () => {
    type Found = { searchOffers: { edges: { node: { id: string } }[] } };
    return (await claire<Found>(operations.searchOffers, { input }).catch(() => null))?.searchOffers.edges[0]?.node.id;
  });
  const { createQuote } = await claire<{ createQuote: { quote: { id: string } } }>(operations.createQuote, {
    input: { offerId, idempotencyKey: 'tale-quote' },
  });
  type Answer = { bookQuote: { payment: { clientSecret: string }; booking: { id: string; reference: string; price: { total: Money } } } };
  const { bookQuote } = await claire<Answer>(bookOf, { input: { quoteId: createQuote.quote.id, driver, idempotencyKey: 'tale-book' } });
  await guests.pay(bookQuote.payment.clientSecret);
  const { id, reference, price } = bookQuote.booking;
  return { id, reference, totalMinor: price.total.minor };
}

void test('a rental with a lesser car, charges, a dispute and a refund: notifications, audit trail, papers, books and the provider agree to the cent', async () => {
  const [unit = ''] = await openAgency(ada, agency, 'STAV', 1);
  const bought = { agency, acriss: 'EDMV', count: 1, idempotencyKey: 'tale-EDMV' };
  const [lesser] = (await ada<{ addVehicles: { id: string }[] }>(operations.addVehicles, { input: bought })).addVehicles;
  const { id, reference, totalMinor } = await booked('STAV');
  const story = async (): Promise<Story> => (await claire<{ booking: Story }>(storyOf, { reference })).booking;
  const stands = (state: string): Promise<Story> =>
    until(`the booking ${state}`, async () => {
      const found = await story();
      return found.state === state && found;
    });
  await stands('CONFIRMED');

  // The car is damaged, and the renter takes a lesser one and the difference.
  await marie(stateOf, { id: unit, key: 'tale-damaged' });
  await stands('REACCOMMODATION');
  type Alternatives = { settlementAlternatives: { kind: string; offer: { id: string }; difference: Money }[] };
  const { settlementAlternatives } = await marie<Alternatives>(alternativesOf, { id });
  const wayOut = settlementAlternatives.find(({ kind }) => kind === 'REFUND_DIFFERENCE');
  const input = { bookingId: id, kind: 'REFUND_DIFFERENCE', alternativeOfferId: wayOut?.offer.id, idempotencyKey: 'tale-offer' };
  const { offerSettlement } = await ada<{ offerSettlement: { id: string } }>(offerOf, { input });
  await claire(answerOf, { id: offerSettlement.id, key: 'tale-answer' });
  const settled = await stands('CONFIRMED');
  const differenceMinor = wayOut?.difference.minor ?? 0;
  assert.ok(differenceMinor > 0);
  assert.equal(settled.price.total.minor, totalMinor - differenceMinor);

  // Out and back, with too many kilometres, a tank that is not full, and dirt.
  await moveTo(system, pickUp);
  const inspection = { bookingId: id, vehicleId: lesser?.id };
  await marie(operations.handOver, { input: { ...inspection, odometerKm: 100, fuelEighths: 8, idempotencyKey: 'tale-out' } });
  await moveTo(system, dropOff);
  await marie(operations.takeBack, { input: { ...inspection, odometerKm: 1300, fuelEighths: 5, idempotencyKey: 'tale-back' } });
  await marie(announceOf, { input: { bookingId: id, kind: 'CLEANING', grade: 'STAINS', idempotencyKey: 'tale-clean' } });
  const announced = (await story()).charges;
  const one = (kind: string): Story['charges'][number] => {
    const found = announced.find((charge) => charge.kind === kind);
    assert.ok(found, `a charge of ${kind}`);
    return found;
  };
  const [mileage, fuel, cleaning] = [one('MILEAGE'), one('FUEL'), one('CLEANING')];
  await claire(disputeOf, { input: { chargeId: fuel.id, reason: 'Le plein était presque fait', idempotencyKey: 'tale-dispute' } });
  const reducedMinor = Math.round(fuel.amount.minor / 3);
  const outcome = { chargeId: fuel.id, outcome: 'REDUCE', amountMinor: reducedMinor, reason: 'Accord', idempotencyKey: 'tale-reduce' };
  await ada(resolveOf, { input: outcome });

  // The window is over: the card is charged, the deposit goes; then the cleaning is given back.
  await moveTo(system, new Date(dropOff.getTime() + 3 * day + 3_600_000));
  await until('charges that are collected', async () => (await story()).charges.every(({ state }) => state === 'COLLECTED'));
  await ada(refundOf, { id: cleaning.id, key: 'tale-refund' });
  const keptMinor = totalMinor - differenceMinor + mileage.amount.minor + reducedMinor;
  const papers = (documents: Story['documents']): number =>
    documents.reduce((total, { kind, total: { minor } }) => total + (kind === 'INVOICE' ? minor : -minor), 0);
  const last = await until('all papers', async () => {
    const found = await story();
    return papers(found.documents) === keptMinor && found.documents.some(({ kind }) => kind === 'CREDIT_NOTE') && found;
  });

  const collectedMinor = mileage.amount.minor + reducedMinor + cleaning.amount.minor;
  const backMinor = differenceMinor + cleaning.amount.minor;

  await until('the provider to have given back all', async () => (await guests.atProvider({ id })).back === backMinor);
  assert.deepEqual(await guests.atProvider({ id }), { taken: totalMinor + collectedMinor, back: backMinor }, 'the provider');

  const paid = last.payments.filter(({ kind, state }) => kind !== 'DEPOSIT' && !['VOIDED', 'FAILED'].includes(state));
  assert.equal(sum(paid.map(({ amount }) => amount)), totalMinor + collectedMinor, 'payments');
  assert.equal(sum(last.refunds.map(({ amount }) => amount)), backMinor, 'refunds');
  assert.deepEqual(
    last.payments.filter(({ kind }) => kind === 'DEPOSIT').map(({ state }) => state),
    ['VOIDED'],
    'the deposit',
  );
  assert.equal(papers(last.documents), keptMinor, 'papers');
  for (const { number, net, tax, total } of last.documents) assert.equal(net.minor + tax.minor, total.minor, number);

  type Notices = { me: { notifications: { edges: { node: { kind: string; title: string; body: string; link: string } }[] } } };
  const told = await until('all notifications', async () => {
    const { me } = await claire<Notices>(noticesOf, {});
    const own = me.notifications.edges.map(({ node }) => node).filter(({ link }) => link.endsWith(reference));
    const papersTold = own.filter(({ kind }) => kind === 'booking.invoiceIssued').length;
    const refunded = own.some(({ kind, title }) => kind === 'booking.chargeResolved' && title.startsWith('Charge refunded'));
    return papersTold === last.documents.length && refunded && own;
  });
  const amounts = (kind: string): number[] =>
    told.filter((notice) => notice.kind === kind).flatMap(({ title, body }) => amountsIn(`${title} ${body}`));
  assert.ok(amounts('booking.settlementAccepted').includes(differenceMinor), 'told: the difference');
  for (const charge of announced) assert.ok(amounts('booking.chargeAnnounced').includes(charge.amount.minor), `told: ${charge.kind}`);
  assert.ok(amounts('booking.chargeDisputed').includes(fuel.amount.minor), 'told: the dispute');
  assert.ok(amounts('booking.chargeResolved').includes(reducedMinor), 'told: the reduced charge');
  assert.ok(amounts('booking.chargeResolved').includes(cleaning.amount.minor), 'told: the charge given back');
  assert.equal(
    amounts('booking.chargesCollected').reduce((total, minor) => total + minor, 0),
    collectedMinor,
    'told: collected',
  );
  assert.deepEqual(
    told
      .filter(({ kind }) => kind === 'booking.invoiceIssued')
      .map(({ title, body }) => amountsIn(`${title} ${body}`)[0])
      .toSorted(),
    last.documents.map(({ total }) => total.minor).toSorted(),
    'told: papers',
  );

  type Trail = { auditTrail: { edges: { node: { action: string; detail: string | null } }[] } };
  const trail = await until('the audit trail', async () => {
    const { auditTrail } = await ada<Trail>(trailOf, { id });
    const acts = auditTrail.edges.map(({ node }) => ({
      action: node.action,
      detail: JSON.parse(node.detail ?? '{}') as Record<string, unknown>,
    }));
    return acts.some(({ action }) => action.endsWith('chargeRefunded')) && acts;
  });
  const facts = (action: string): Record<string, unknown>[] =>
    trail.filter((act) => act.action === `booking.booking.${action}`).map(({ detail }) => detail);
  assert.equal(facts('settlementOffered')[0]?.['differenceMinor'], differenceMinor, 'audited: the settlement');
  assert.equal(facts('chargeAnnounced')[0]?.['amountMinor'], cleaning.amount.minor, 'audited: the charge that staff announced');
  assert.equal(facts('chargeDisputeResolved')[0]?.['amountMinor'], reducedMinor, 'audited: the decision');
  assert.equal(facts('chargeRefunded')[0]?.['amountMinor'], cleaning.amount.minor, 'audited: the refund');
  assert.equal(facts('handedOver').length, 1);
  assert.equal(facts('takenBack').length, 1);
});
