import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { inDays, people, raw } from './people.ts';
import { settledRows, writtenRows } from './rows.ts';
import { runningSystem, type Running } from './running.ts';

const [claire, sam] = ['claire.renter@example.com', 'sam.renter@example.com'];
const driver = {
  givenName: 'Claire',
  familyName: 'Renter',
  birthDate: '1985-02-28',
  licenceNumber: 'L-1',
  licenceCountry: 'FR',
  email: claire,
};

const search = `query Search($input: SearchOffersInput!) { searchOffers(input: $input) { edges { node { id } } } }`;
const quote = `mutation Quote($input: CreateQuoteInput!) { createQuote(input: $input) { ... on QuoteCreated { quote { id } } } }`;
const book = `mutation Book($input: BookQuoteInput!) {
  bookQuote(input: $input) { __typename ... on BookQuoteSuccess { booking { id reference } } ... on QuoteExpired { quote { id } } }
}`;
const start = `mutation Start($input: StartConversationInput!) { startConversation(input: $input) { id } }`;
const say = `mutation Say($input: SendMessageInput!) { sendMessage(input: $input) { id } }`;

let system: Running;
let asked: ReturnType<typeof people>;
let tokens: Record<string, string>;
let rows: Record<string, number>;
const made = { offerId: '', staleQuote: '', bookingId: '', reference: '', conversationId: '' };

async function quoted(key: string): Promise<string> {
  const renter = await asked.as(claire);
  const answer = await renter<{ createQuote: { quote: { id: string } } }>(quote, {
    input: { offerId: await offer(), idempotencyKey: key },
  });
  return answer.createQuote.quote.id;
}

async function offer(): Promise<string> {
  const input = { pickUpAgency: 'CDG', pickUpAt: inDays(30), dropOffAt: inDays(33), ratePlans: ['PREPAID'] };
  const found = await asked.guest<{ searchOffers: { edges: { node: { id: string } }[] } }>(search, { input });
  return found.searchOffers.edges[0]?.node.id ?? '';
}

before(async () => {
  system = await runningSystem();
  asked = people(system);
  tokens = { [claire]: await asked.tokenOf(claire), [sam]: await asked.tokenOf(sam) };
  const renter = await asked.as(claire);
  made.offerId = await offer();
  const booked = await renter<{ bookQuote: { booking: { id: string; reference: string } } }>(book, {
    input: { quoteId: await quoted('refusals-1'), driver, idempotencyKey: 'refusals-book-1' },
  });
  made.bookingId = booked.bookQuote.booking.id;
  made.reference = booked.bookQuote.booking.reference;
  const started = await renter<{ startConversation: { id: string } }>(start, {
    input: { subject: 'Retour', body: 'Bonjour', clientId: '019a0000-0000-7000-8000-0000000000c1' },
  });
  made.conversationId = started.startConversation.id;
  made.staleQuote = await quoted('refusals-2');
  rows = await settledRows(system);
});
after(async () => {
  asked.close();
  await system.stop();
});

interface Case {
  what: string;
  code: string;
  query: string;
  variables: () => object;
  as?: string;
}

const searching = (what: string, code: string, changed: object): Case => ({
  what,
  code,
  query: search,
  variables: () => ({ input: { pickUpAgency: 'CDG', pickUpAt: inDays(30), dropOffAt: inDays(33), ...changed } }),
});
const saying = (what: string, code: string, body: string, as: string): Case => ({
  what,
  code,
  query: say,
  as,
  variables: () => ({ input: { conversationId: made.conversationId, body, clientId: '019a0000-0000-7000-8000-0000000000c2' } }),
});
const booking = (what: string, reference: () => string, as?: string): Case => ({
  what,
  code: 'NOT_FOUND',
  query: `query Booking($reference: String!) { booking(reference: $reference) { id } }`,
  variables: () => ({ reference: reference() }),
  ...(as !== undefined && { as }),
});

const cases: Case[] = [
  searching('an agency that does not exist', 'NOT_FOUND', { pickUpAgency: 'QQQ' }),
  searching('a drop-off before the pick-up', 'PERIOD_EMPTY', { dropOffAt: inDays(29) }),
  searching('a drop-off at the pick-up', 'PERIOD_EMPTY', { dropOffAt: inDays(30) }),
  searching('a pick-up in the past', 'PERIOD_IN_PAST', { pickUpAt: '2024-05-02T10:00' }),
  searching('an agency that is closed', 'AGENCY_CLOSED', { pickUpAt: inDays(30, '03:30') }),
  searching('an ACRISS code that does not exist', 'UNKNOWN_ACRISS', { acriss: ['QQQQ'] }),
  searching('two places at once', 'BAD_INPUT', { country: 'FR' }),
  {
    what: 'an offer that we did not sign',
    code: 'NOT_FOUND',
    query: quote,
    variables: () => ({ input: { offerId: `${made.offerId}x`, idempotencyKey: 'refusals-3' } }),
  },
  {
    what: "somebody else's quote",
    code: 'NOT_FOUND',
    query: book,
    as: sam,
    variables: () => ({ input: { quoteId: made.staleQuote, driver, idempotencyKey: 'refusals-4' } }),
  },
  booking('a booking reference that does not exist', () => 'YC-0000-00', claire),
  booking("somebody else's booking", () => made.reference, sam),
  booking('a booking by its reference alone', () => made.reference),
  {
    what: "cancelling somebody else's booking",
    code: 'NOT_FOUND',
    query: `mutation Cancel($input: CancelBookingInput!) { cancelBooking(input: $input) { ... on CancelBookingSuccess { booking { id } } } }`,
    as: sam,
    variables: () => ({ input: { bookingId: made.bookingId, idempotencyKey: 'refusals-5' } }),
  },
  {
    what: "somebody else's conversation",
    code: 'NOT_FOUND',
    query: `query Conversation($id: ID!) { conversation(id: $id) { id } }`,
    as: sam,
    variables: () => ({ id: made.conversationId }),
  },
  saying("a message in somebody else's conversation", 'NOT_FOUND', 'Bonjour', sam),
  saying('an empty message', 'MESSAGE_EMPTY', '', claire),
  saying('a message of blanks', 'MESSAGE_EMPTY', ' \n\t ', claire),
  saying('a message of 1,001 characters', 'MESSAGE_TOO_LONG', '😀'.repeat(1001), claire),
  { what: 'a message by nobody', code: 'UNAUTHENTICATED', query: say, variables: () => saying('', '', 'Bonjour', claire).variables() },
];

for (const { what, code, query, variables, as } of cases) {
  void test(`refuses ${what}: ${code}, in the reader's language, and writes nothing`, async () => {
    const token = as === undefined ? null : (tokens[as] ?? null);
    const [fr, en] = [await asked.post(query, variables(), 'fr', token), await asked.post(query, variables(), 'en', token)];
    for (const { status, errors } of [fr, en]) assert.deepEqual([status, errors.map(({ extensions }) => extensions.code)], [200, [code]]);
    const [french, english] = [fr.errors[0]?.message ?? '', en.errors[0]?.message ?? ''];
    assert.ok(french !== '' && english !== '' && french !== english, `${french} | ${english}`);
    assert.deepEqual(await writtenRows(system), rows);
  });
}

void test('nothing comes of a refusal later either', async () => {
  assert.deepEqual(await settledRows(system), rows);
});

void test('a message of exactly 1,000 characters is taken', async () => {
  const { variables } = saying('', '', '😀'.repeat(1000), claire);
  const { errors } = await asked.post(say, variables(), 'fr', tokens[claire] ?? null);
  assert.deepEqual(errors, []);
});

void test('a quote that has expired books nothing: it says so and gives the price of today', async () => {
  const clock = (now: string | null) =>
    fetch(system.demo.clock, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ now }) });
  try {
    await clock(new Date(Date.now() + 16 * 60_000).toISOString());
    const input = { quoteId: made.staleQuote, driver, idempotencyKey: 'refusals-6' };
    const { data } = await asked.post(book, { input }, 'fr', tokens[claire] ?? null);
    const answer = data?.['bookQuote'] as { __typename: string; quote: { id: string } | null };
    assert.equal(answer.__typename, 'QuoteExpired');
    assert.ok(answer.quote);
    await clock(new Date(Date.now() + 3 * 3_600_000).toISOString());
    const stale = await asked.post(quote, { input: { offerId: made.offerId, idempotencyKey: 'refusals-7' } }, 'fr', null);
    assert.deepEqual(
      stale.errors.map(({ extensions }) => extensions.code),
      ['OFFER_EXPIRED'],
    );
  } finally {
    await clock(null);
  }
  const renter = await asked.as(claire);
  const { bookings } = await renter<{ bookings: { totalCount: number } }>(`query Mine { bookings { totalCount } }`, {});
  assert.equal(bookings.totalCount, 1);
});

void test('a request that is no sound GraphQL is refused with 400', async () => {
  const url = system.demo.graph;
  const bodies = [
    '{',
    '[]',
    '{"query": 7}',
    '{"query": "{ me "}',
    '{"query": "{ nothingLikeIt }"}',
    '{"query": "query ($x: Int!) { me { id } }"}',
  ];
  for (const body of bodies) {
    const { status, errors, data } = await raw(asked.wire, url, body);
    assert.deepEqual([body, status, data, errors.length > 0], [body, 400, null, true]);
  }
});

void test('a body of 20 MB is refused with 413', async () => {
  const query = `{ me { id } } #${'x'.repeat(20_000_000)}`;
  const { status } = await raw(asked.wire, system.demo.graph, JSON.stringify({ query }));
  assert.equal(status, 413);
});

void test('a webhook that the payment service did not sign is refused with 400, and changes nothing', async () => {
  const before = await settledRows(system);
  const object = { id: 'pi_forged', object: 'payment_intent', status: 'requires_capture', metadata: { bookingId: made.bookingId } };
  const event = { id: 'evt_forged', object: 'event', type: 'payment_intent.amount_capturable_updated', data: { object } };
  const seconds = Math.floor(Date.now() / 1000);
  for (const signature of [undefined, 't=1,v1=00', `t=${String(seconds)},v1=${'0'.repeat(64)}`]) {
    const { status } = await asked.wire.ask(
      'POST',
      `${system.web}/webhooks/stripe`,
      { 'content-type': 'application/json', ...(signature !== undefined && { 'stripe-signature': signature }) },
      JSON.stringify(event),
    );
    assert.equal(status, 400, String(signature));
  }
  assert.deepEqual(await settledRows(system), before);
});
