import { graphClient, type Ask } from '../replay/graph.ts';
import { cardPayer } from '../replay/card.ts';
import { untilCaptured } from '../replay/confirmations.ts';
import * as operations from '../replay/operations.ts';
import { allScopes, passwordOf, type Mint, type Name, type Person } from './people.ts';
import type { People } from './running.ts';
import type { Subject } from './subject.ts';

export interface Booked {
  id: string;
  reference: string;
  /** For a guest. */
  guestToken: string | null;
  subject: Subject;
}

/** What there is to be asked for; everything was made through the graph. */
export interface World {
  /** Whose a user, booking, conversation, notification … is, by its id. */
  subjects: Map<string, Subject>;
  /** Users' ids. */
  people: string[];
  agencies: { here: string; elsewhere: string; abroad: string };
  vehicles: { here: string[] };
  bookings: Record<'handedOver' | 'cancelled' | 'unpaid' | 'here' | 'elsewhere' | 'abroad' | 'guest' | 'partner' | 'sandbox', Booked>;
  conversations: Record<'taken' | 'queued' | 'abroad', { id: string; subject: Subject }>;
  quotes: Record<'claire' | 'bruno' | 'guest', { id: string; subject: Subject }>;
  notifications: Record<'claire' | 'bruno' | 'sam', readonly string[]>;
  /** Null where the graph would not begin one. */
  jobs: { dataExport: { id: string; subject: Subject } | null; accountDeletion: string | null };
  addresses: Record<'claire' | 'sam', string>;
  /** What may be spoilt; null where the graph would not make one. */
  spare: { session: string; apiKey: string | null; amendment: string; vehicle: string };
  inputs: { agency: Record<string, unknown>; driver: Record<string, unknown>; offerId: string; later: string };
  password: string;
  ask(name: Name | null, more?: Record<string, unknown>): Promise<Ask>;
}

const hours = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opens: '00:00', closes: '24:00' }));
const acriss = 'CDMV';
const zones = { EU: 'Europe/Paris', UK: 'Europe/London' };

/** The wall clock of a region's agencies so many minutes from now. */
export function wallClock(region: 'EU' | 'UK', minutes: number): string {
  const at = new Date(Date.now() + minutes * 60_000);
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zones[region], dateStyle: 'short', timeStyle: 'short' }).format(at).replace(' ', 'T');
}

export const minutesOfDays = (days: number): number => days * 24 * 60;

const driver = {
  givenName: 'Matrix',
  familyName: 'Driver',
  birthDate: '1985-02-28',
  licenceNumber: 'L-1',
  licenceCountry: 'FR',
  email: 'driver@example.com',
  phone: '+33612345678',
};

const quoteOf = `mutation Quote($input: CreateQuoteInput!) { createQuote(input: $input) { ... on QuoteCreated { quote { id } } } }`;
const bookOf = `mutation Book($input: BookQuoteInput!) {
  bookQuote(input: $input) { __typename ... on BookQuoteSuccess { guestToken booking { id reference } payment { id clientSecret } } }
}`;
const startOf = `mutation Start($input: StartConversationInput!) { startConversation(input: $input) { id } }`;
const takeOf = `mutation Take($id: ID!) { takeConversation(id: $id) { id } }`;
const sayOf = `mutation Say($input: SendMessageInput!) { sendMessage(input: $input) { id } }`;
const noticesOf = `query Notices { me { notifications { edges { node { id } } } } }`;
const guestBookingOf = `query Paid($reference: String!, $guestToken: String) { booking(reference: $reference, guestToken: $guestToken) { state } }`;

const keyOf = `mutation Key($input: CreateApiKeyInput!) { createApiKey(input: $input) { key { id } } }`;
const signInOf = `mutation SignIn($input: SignInInput!) { signIn(input: $input) { ... on SignedIn { tokens { accessToken } } } }`;

/** Signs in once more; the session's id. */
async function openSession(ask: Ask, email: string, password: string): Promise<string> {
  const { signIn } = await ask<{ signIn: { tokens: { accessToken: string } } }>(signInOf, { input: { email, password } });
  return (JSON.parse(Buffer.from(signIn.tokens.accessToken.split('.')[1] ?? '', 'base64url').toString()) as { sid: string }).sid;
}

async function until<Value>(what: string, look: () => Promise<Value | null | undefined | false>): Promise<Value> {
  for (let since = Date.now(); Date.now() - since < 30_000;) {
    const found = await look();
    if (found !== null && found !== undefined && found !== false) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${what} did not come about within 30 s`);
}

/** The id of a job that a mutation without arguments begins; null where it is refused. */
async function begun(ask: Ask, mutation: string, field: string): Promise<string | null> {
  const answer = await ask<Record<string, { id: string }>>(mutation, {}).catch(() => null);
  return answer?.[field]?.id ?? null;
}

/** Bookings that are paid, a car handed over, conversations and what everybody was told of them. */
export async function makeWorld({ asked, system, run }: People, persons: Record<Name, Person>, mint: Mint): Promise<World> {
  const ask: World['ask'] = async (name, more = {}) => {
    if (name === null) return asked.guest;
    const { id, role, region, sessionId } = persons[name];
    const token = await mint({ sub: id, role, region, sid: sessionId, step_up_at: Math.floor(Date.now() / 1000), ...more });
    return graphClient(
      system.demo.graph,
      asked.wire,
      (job) => job(),
      () => Promise.resolve(token),
    );
  };
  const [admin, claire, bruno, sam, partner] = await Promise.all([ask('admin'), ask('claire'), ask('bruno'), ask('sam'), ask('partner')]);

  const agencies = { here: `${run.slice(0, 3)}H`, elsewhere: `${run.slice(0, 3)}E`, abroad: `${run.slice(0, 3)}A` };
  const inputs: World['inputs'] = { agency: {}, driver, offerId: '', later: wallClock('EU', minutesOfDays(24)) };
  const openAgency = async (code: string, region: 'EU' | 'UK', latitude: number): Promise<string[]> => {
    const place = region === 'EU' ? { country: 'FR', currency: 'EUR', city: 'Matrix' } : { country: 'GB', currency: 'GBP', city: 'Matrix' };
    const location = { latitude, longitude: 0 };
    const agency = { ...place, code, name: `Matrix ${code}`, region, timeZone: zones[region], location, openingHours: hours };
    if (code === agencies.here) inputs.agency = agency;
    await admin(operations.addAgency, { input: agency });
    const input = { agency: code, acriss, count: 12, idempotencyKey: `${run}-${code}` };
    return (await admin<{ addVehicles: { id: string }[] }>(operations.addVehicles, { input })).addVehicles.map(({ id }) => id);
  };
  const [here] = await Promise.all([
    openAgency(agencies.here, 'EU', 45),
    openAgency(agencies.elsewhere, 'EU', 46),
    openAgency(agencies.abroad, 'UK', 52),
  ]);

  let count = 0;
  const quoted = async (asker: Ask, agency: string, region: 'EU' | 'UK', minutes: number): Promise<string> => {
    const input = { pickUpAgency: agency, pickUpAt: wallClock(region, minutes), dropOffAt: wallClock(region, minutes + minutesOfDays(2)) };
    const offerId = await until(`an offer at ${agency}`, async () => {
      type Found = { searchOffers: { edges: { node: { id: string } }[] } };
      return (await asked.guest<Found>(operations.searchOffers, { input }).catch(() => null))?.searchOffers.edges[0]?.node.id;
    });
    inputs.offerId = offerId;
    const extras = [{ code: 'CHILD_SEAT', quantity: 1 }];
    const made = await asker<{ createQuote: { quote: { id: string } } }>(quoteOf, {
      input: { offerId, extras, idempotencyKey: `${run}-${String((count += 1))}` },
    });
    return made.createQuote.quote.id;
  };

  const pay = cardPayer(
    system.demo.stripe.base,
    (await asked.guest<{ paymentSettings: { publishableKey: string } }>(operations.paymentSettings, {})).paymentSettings.publishableKey,
    asked.wire,
    (job) => job(),
  );
  type Answer = {
    bookQuote: {
      guestToken: string | null;
      booking: { id: string; reference: string };
      payment: { id: string; clientSecret: string } | null;
    };
  };
  const book = async (
    asker: Ask,
    owner: string | null,
    agency: string,
    region: 'EU' | 'UK',
    minutes: number,
    paid = true,
  ): Promise<Booked> => {
    const quoteId = await quoted(asker, agency, region, minutes);
    const { bookQuote } = await asker<Answer>(bookOf, { input: { quoteId, driver, idempotencyKey: `${run}-${quoteId}` } });
    const { booking, payment, guestToken } = bookQuote;
    if (paid && payment !== null) {
      await pay(payment.clientSecret);
      if (guestToken === null) await untilCaptured(asker, booking.reference, payment.id);
      else {
        await until('a paid booking', async () => {
          const answer = await asker<{ booking: { state: string } }>(guestBookingOf, { reference: booking.reference, guestToken });
          return answer.booking.state === 'CONFIRMED';
        });
      }
    }
    return {
      ...booking,
      guestToken,
      subject: { owner, places: [{ code: agency, region }], sandbox: false, ...(guestToken !== null && { guest: true }) },
    };
  };
  const days = minutesOfDays(20);
  const testKey = await ask('partner', { scope: allScopes.join(' '), test: true });
  const [handedOver, cancelled, unpaid, bookedHere, elsewhere, abroad, guest, partners, tried] = await Promise.all([
    book(claire, persons.claire.id, agencies.here, 'EU', 30),
    book(claire, persons.claire.id, agencies.here, 'EU', days),
    book(claire, persons.claire.id, agencies.here, 'EU', days, false),
    book(bruno, persons.bruno.id, agencies.here, 'EU', days),
    book(bruno, persons.bruno.id, agencies.elsewhere, 'EU', days),
    book(sam, persons.sam.id, agencies.abroad, 'UK', days),
    book(asked.guest, null, agencies.here, 'EU', days),
    book(partner, persons.partner.id, agencies.here, 'EU', days),
    book(testKey, persons.partner.id, agencies.here, 'EU', days, false),
  ]);
  const bookings = {
    handedOver,
    cancelled,
    unpaid,
    here: bookedHere,
    elsewhere,
    abroad,
    guest,
    partner: partners,
    sandbox: { ...tried, subject: { ...tried.subject, sandbox: true } },
  };
  await admin(operations.handOver, {
    input: { bookingId: handedOver.id, vehicleId: here[0], odometerKm: 10, fuelEighths: 8, idempotencyKey: `${run}-out` },
  });
  await claire(operations.cancelBooking, { input: { bookingId: cancelled.id, idempotencyKey: `${run}-cancel` } });

  const start = async (asker: Ask, name: 'claire' | 'bruno' | 'sam', bookingReference: string) => {
    const input = { subject: 'Matrix', body: 'Bonjour', bookingReference, clientId: `${run}-${name}` };
    const { id } = (await asker<{ startConversation: { id: string } }>(startOf, { input })).startConversation;
    return { id, subject: { owner: persons[name].id, places: [{ code: null, region: persons[name].region }] } };
  };
  const [taken, queued, conversationAbroad] = await Promise.all([
    start(claire, 'claire', handedOver.reference),
    start(bruno, 'bruno', bookedHere.reference),
    start(sam, 'sam', abroad.reference),
  ]);
  const agent = await ask('agent of the region');
  await agent(takeOf, { id: taken.id });
  await agent(sayOf, { input: { conversationId: taken.id, body: 'Oui', clientId: `${run}-agent` } });

  const quotes = {
    claire: { id: await quoted(claire, agencies.here, 'EU', days), subject: { owner: persons.claire.id, places: [] } },
    bruno: { id: await quoted(bruno, agencies.here, 'EU', days), subject: { owner: persons.bruno.id, places: [] } },
    guest: { id: await quoted(asked.guest, agencies.here, 'EU', days), subject: { owner: null, places: [], secret: true } },
  };
  const notices = (asker: Ask): Promise<string[]> =>
    until('a notification', async () => {
      type Told = { me: { notifications: { edges: { node: { id: string } }[] } } };
      const { edges } = (await asker<Told>(noticesOf, {})).me.notifications;
      return edges.length > (asker === claire ? 1 : 0) && edges.map(({ node }) => node.id);
    });
  const notifications = { claire: await notices(claire), bruno: await notices(bruno), sam: await notices(sam) };

  const dataExport = await begun(claire, `mutation Export { requestDataExport { id } }`, 'requestDataExport');
  const jobs = {
    dataExport: dataExport === null ? null : { id: dataExport, subject: { owner: persons.claire.id, places: [] } },
    accountDeletion: null,
  };
  const [session, apiKey, amendment] = await Promise.all([
    openSession(asked.guest, persons.claire.email, passwordOf(run)),
    partner<{ createApiKey: { key: { id: string } } }>(keyOf, {
      input: { name: 'Spare', scopes: ['offers:read'], idempotencyKey: `${run}-spare` },
    }).then(
      ({ createApiKey }) => createApiKey.key.id,
      () => null,
    ),
    bruno<{ quoteAmendment: { id: string } }>(operations.quoteAmendment, {
      input: { bookingId: bookedHere.id, dropOffAt: inputs.later, idempotencyKey: `${run}-longer` },
    }).then(({ quoteAmendment }) => quoteAmendment.id),
  ]);
  const spare = { session, apiKey, amendment, vehicle: here[1] ?? '' };
  const addresses = { claire: persons.claire.email, sam: persons.sam.email };
  const conversations = { taken, queued, abroad: conversationAbroad };
  const subjects = new Map<string, Subject>([
    ...Object.values(persons).map(({ id, region }): [string, Subject] => [id, { owner: id, places: [{ code: null, region }] }]),
    ...[...Object.values(bookings), ...Object.values(conversations)].map(({ id, subject }): [string, Subject] => [id, subject]),
  ]);
  const people = (['claire', 'bruno', 'sam', 'agent there', 'partner'] as const).map((name) => persons[name].id);
  return {
    subjects,
    people,
    agencies,
    vehicles: { here },
    bookings,
    conversations,
    quotes,
    notifications,
    jobs,
    addresses,
    spare,
    inputs,
    password: passwordOf(run),
    ask,
  };
}
