import { createHash } from 'node:crypto';
import { graphClient, type Ask } from '../replay/graph.ts';
import * as operations from '../replay/operations.ts';
import { openAgencies } from './agencies.ts';
import { partnersKeys, type PartnersKey } from './keys.ts';
import { allScopes, enrolled, lasting, passwordOf, provenNow, type Mint, type Name, type Person } from './people.ts';
import { purchased, rentedOnce } from './rental.ts';
import { door, driver, minutesOfDays, renting, until, wallClock, type Booked } from './renting.ts';
import type { People } from './running.ts';
import { aShop, merchant } from './shops.ts';
import { offeredBetter, spareUnits } from './spares.ts';
import type { Subject } from './subject.ts';
import { talked, type Talks } from './talks.ts';

/** What there is to be asked for; everything was made through the graph. */
export interface World extends Talks {
  /** Whose a user, booking, conversation, notification … is, by its id. */
  subjects: Map<string, Subject>;
  /** Users' ids. */
  people: string[];
  agencies: { here: string; elsewhere: string; abroad: string };
  vehicles: { here: string[] };
  bookings: Record<
    | 'handedOver'
    | 'returned'
    | 'onItsWay'
    | 'cancelled'
    | 'unpaid'
    | 'toBePaidThere'
    | 'here'
    | 'elsewhere'
    | 'abroad'
    | 'guest'
    | 'partner'
    | 'sandbox',
    Booked
  >;
  quotes: Record<'claire' | 'bruno' | 'guest', { id: string; subject: Subject }>;
  imports: Record<'manager', { id: string; subject: Subject }>;
  reviews: Record<'claire', { id: string; subject: Subject }>;
  merchants: Record<'ours' | 'partner', { id: string; subject: Subject }>;
  notifications: Record<'claire' | 'bruno' | 'sam', readonly string[]>;
  /** Null where the graph would not begin one. */
  jobs: { dataExport: { id: string; subject: Subject } | null; accountDeletion: string | null };
  addresses: Record<'claire' | 'sam', string>;
  /** The partner's, by the names of those who ask with them. */
  keys: ReadonlyMap<string, PartnersKey>;
  /** What may be spoilt. */
  spare: {
    session: string;
    apiKey: string;
    amendment: string;
    refund: string;
    charge: string;
    settlement: string;
    vehicle: string;
    serviced: string;
    absence: string;
    sent: string;
    delivery: string;
    /** Of each who manages the desk, one of their own making. */
    cannedReplies: Readonly<Record<string, string>>;
  };
  inputs: {
    agency: Record<string, unknown>;
    vehicleClass: Record<string, unknown>;
    file: Record<string, unknown>;
    merchant: Record<string, unknown>;
    driver: Record<string, unknown>;
    offerId: string;
    later: string;
  };
  password: string;
  ask(name: Name | null, more?: Record<string, unknown>): Ask;
}

const cannedOf = `mutation Canned($input: CreateCannedReplyInput!) { createCannedReply(input: $input) { id } }`;
const noticesOf = `query Notices { me { notifications { edges { node { id } } } } }`;

const profileOf = `mutation Profile($input: UpdateProfileInput!) { updateProfile(input: $input) { email } }`;
const roleOf = `mutation Role($input: AssignRoleInput!) { assignRole(input: $input) { id } }`;
const profile = {
  birthDate: '1990-02-28',
  phone: '+33612345678',
  address: { line1: '1 rue de la Paix', city: 'Paris', postalCode: '75002', country: 'FR' },
  licence: { number: '12AB34567', country: 'FR', issuedOn: '2010-03-01', expiresOn: '2030-03-01' },
};
const importOf = `mutation Import($input: StartFleetImportInput!) { startFleetImport(input: $input) { id } }`;
const linesOf = `mutation Lines($input: AddFleetImportLinesInput!) { addFleetImportLines(input: $input) { id } }`;
const cancelOf = `mutation Cancel($input: CancelBookingInput!) { cancelBooking(input: $input) { ... on CancelBookingSuccess { refund { id } } } }`;
const signInOf = `mutation SignIn($input: SignInInput!) { signIn(input: $input) { ... on SignedIn { tokens { accessToken } } } }`;

const file = { name: 'matrix.csv', format: 'CSV', totalLines: 100, firstLine: 'plate,make,model,year,acriss,agency' };

const vehicleClass = { acriss: 'CDMV', nameFr: 'Matrice', nameEn: 'Matrix', exampleModel: 'Ford Focus', seats: 5, doors: 5, bags: 3 };

/** Signs in once more; the session's id. */
async function openSession(ask: Ask, email: string, password: string): Promise<string> {
  const { signIn } = await ask<{ signIn: { tokens: { accessToken: string } } }>(signInOf, { input: { email, password } });
  return (JSON.parse(Buffer.from(signIn.tokens.accessToken.split('.')[1] ?? '', 'base64url').toString()) as { sid: string }).sid;
}

/** Has the carrier that was asked for the matrix's delivery leave with the car, half a day early. */
async function departed(carriers: readonly string[]): Promise<void> {
  const [simulator = ''] = carriers;
  const accepted = async (): Promise<string | undefined> => {
    const drives = (await (await fetch(simulator)).json()) as { reference: string; state: string; to: typeof door }[];
    return drives.find(({ state, to }) => state === 'ACCEPTED' && to.latitude === door.latitude)?.reference;
  };
  // What was not confirmed yet when it was looked at first is looked at again after a minute.
  const reference = await until('a carrier that has accepted', accepted, 120_000);
  await fetch(`${simulator}/${reference}`, { method: 'POST', body: JSON.stringify({ act: 'depart' }) });
}

/** The id of a job that a mutation without arguments begins; null where it is refused. */
async function begun(ask: Ask, mutation: string, field: string): Promise<string | null> {
  const answer = await ask<Record<string, { id: string }>>(mutation, {}).catch(() => null);
  return answer?.[field]?.id ?? null;
}

/** Bookings that are paid, a car handed over, conversations and what everybody was told of them. */
export async function makeWorld({ asked, system, run }: People, persons: Record<Name, Person>, mint: Mint): Promise<World> {
  const ask: World['ask'] = (name, more = {}) => {
    if (name === null) return asked.guest;
    const { id, role, region, sessionId } = persons[name];
    const token = lasting(() => mint({ sub: id, role, region, sid: sessionId, ...provenNow(), ...more }));
    return graphClient(system.demo.graph, asked.wire, (job) => job(), token);
  };
  const [admin, claire, bruno, sam, partner] = [ask('admin'), ask('claire'), ask('bruno'), ask('sam'), ask('partner')];

  const { agencies, here, agency } = await openAgencies(asked.guest, admin, run);
  const inputs: World['inputs'] = {
    agency,
    vehicleClass,
    file,
    merchant,
    driver,
    offerId: '',
    later: wallClock('EU', minutesOfDays(24)),
  };
  await Promise.all([
    claire(profileOf, { input: profile }),
    admin(roleOf, { input: { userId: persons['agent there'].id, role: 'AGENT', region: 'EU', agencies: [agencies.here] } }),
  ]);
  // Whoever is given a role is signed out.
  persons['agent there'].sessionId = await openSession(asked.guest, persons['agent there'].email, passwordOf(run));

  const { quoted, book } = await renting({ asked, system, run }, inputs);
  const days = minutesOfDays(20);
  const testKey = ask('partner', { scope: allScopes.join(' '), test: true });
  const [handedOver, returned, onItsWay, cancelled, unpaid, toBePaidThere, bookedHere, elsewhere, abroad, guest, partners, tried] =
    await Promise.all([
      book(claire, persons.claire.id, agencies.here, 'EU', 30),
      book(claire, persons.claire.id, agencies.here, 'EU', 30),
      // Sooner, no car is brought.
      book(claire, persons.claire.id, agencies.here, 'EU', 13 * 60, true, 'PREPAID', true),
      book(claire, persons.claire.id, agencies.here, 'EU', days),
      book(claire, persons.claire.id, agencies.here, 'EU', days, false),
      book(claire, persons.claire.id, agencies.here, 'EU', days, false, 'FLEX'),
      book(bruno, persons.bruno.id, agencies.here, 'EU', days),
      book(bruno, persons.bruno.id, agencies.elsewhere, 'EU', days),
      book(sam, persons.sam.id, agencies.abroad, 'UK', days),
      book(asked.guest, null, agencies.here, 'EU', days),
      book(partner, persons.partner.id, agencies.here, 'EU', days),
      book(testKey, persons.partner.id, agencies.here, 'EU', days, false),
    ]);
  const bookings = {
    handedOver,
    returned,
    onItsWay,
    cancelled,
    unpaid,
    toBePaidThere,
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
  const { charge, review } = await rentedOnce({ asked, system, run }, { desk: admin, renter: claire }, returned, here.at(-1));
  const reviews = { claire: { id: review, subject: returned.subject } };
  await departed(system.demo.carriers);
  const { cancelBooking } = await claire<{ cancelBooking: { refund: { id: string } } }>(cancelOf, {
    input: { bookingId: cancelled.id, idempotencyKey: `${run}-cancel` },
  });

  const [agent, agentThere, manager] = [ask('agent of the region'), ask('agent there'), ask('manager')];
  const askers = { claire, bruno, sam, agent, agentThere, manager };
  const talks = await talked({ asked, system, run }, persons, askers, { handedOver, here: bookedHere, abroad });
  const canned = async (name: Name): Promise<[string, string]> => {
    const input = { language: 'fr', title: `Matrice ${name} ${run}`, body: 'Bonjour {customer}' };
    const { createCannedReply } = await ask(name)<{ createCannedReply: { id: string } }>(cannedOf, { input });
    return [name, createCannedReply.id];
  };
  const cannedReplies = Object.fromEntries(await Promise.all((['manager', 'manager abroad', 'admin'] as const).map(canned)));

  const quotes = {
    claire: { id: await quoted(claire, agencies.here, 'EU', days), subject: { owner: persons.claire.id, places: [] } },
    bruno: { id: await quoted(bruno, agencies.here, 'EU', days), subject: { owner: persons.bruno.id, places: [] } },
    guest: { id: await quoted(asked.guest, agencies.here, 'EU', days), subject: { owner: null, places: [], secret: true } },
  };
  // One row of it is refused.
  const fingerprint = createHash('sha256').update(run).digest('hex');
  const { startFleetImport } = await manager<{ startFleetImport: { id: string } }>(importOf, { input: { ...file, fingerprint } });
  await manager(linesOf, { input: { importId: startFleetImport.id, fromLine: 2, lines: ['no,car'] } });
  const imports = { manager: { id: startFleetImport.id, subject: { owner: persons.manager.id, places: [] } } };
  const merchants = { ours: await aShop(admin, admin, run, null), partner: await aShop(partner, admin, run, persons.partner.id) };
  await purchased({ asked, system, run }, merchants.ours, claire);
  const notices = (asker: Ask): Promise<string[]> =>
    until('a notification', async () => {
      type Told = { me: { notifications: { edges: { node: { id: string } }[] } } };
      const { edges } = (await asker<Told>(noticesOf, {})).me.notifications;
      return edges.length > (asker === claire ? 1 : 0) && edges.map(({ node }) => node.id);
    });
  const notifications = { claire: await notices(claire), bruno: await notices(bruno), sam: await notices(sam) };

  const leaver = await enrolled({ asked, system, run }, 'leaver', 'FR');
  const leaves = graphClient(
    system.demo.graph,
    asked.wire,
    (job) => job(),
    () => mint({ sub: leaver.id, role: 'CUSTOMER', region: 'EU', sid: leaver.sessionId, step_up_at: Math.floor(Date.now() / 1000) }),
  );
  const [dataExport, accountDeletion] = await Promise.all([
    begun(claire, `mutation Export { requestDataExport { id } }`, 'requestDataExport'),
    begun(leaves, `mutation Leave { deleteAccount { id } }`, 'deleteAccount'),
  ]);
  const jobs = {
    dataExport: dataExport === null ? null : { id: dataExport, subject: { owner: persons.claire.id, places: [] } },
    accountDeletion,
  };
  const [session, amendment, { apiKey, keys }] = await Promise.all([
    openSession(asked.guest, persons.claire.email, passwordOf(run)),
    bruno<{ quoteAmendment: { id: string } }>(operations.quoteAmendment, {
      input: { bookingId: bookedHere.id, dropOffAt: inputs.later, idempotencyKey: `${run}-longer` },
    }).then(({ quoteAmendment }) => quoteAmendment.id),
    partnersKeys(partner, run),
  ]);
  const units = await spareUnits(admin, run, here, agencies.elsewhere);
  const refund = cancelBooking.refund.id;
  const settlement = await offeredBetter({ admin, agent }, run, bookedHere.id, agencies.here);
  type Brought = { booking: { delivery: { id: string; trail: unknown[] } } };
  const broughtOf = `query Brought($reference: String!) { booking(reference: $reference) { delivery { id trail { latitude } } } }`;
  const delivery = await until('a car that was seen on its way', async () => {
    const { booking } = await claire<Brought>(broughtOf, { reference: onItsWay.reference });
    return booking.delivery.trail.length > 0 && booking.delivery.id;
  });
  const spare = { session, apiKey, amendment, refund, charge, settlement, ...units, delivery, cannedReplies };
  const addresses = { claire: persons.claire.email, sam: persons.sam.email };
  const subjects = new Map<string, Subject>([
    [delivery, onItsWay.subject],
    [settlement, bookedHere.subject],
    ...Object.values(persons).map(({ id, region }): [string, Subject] => [id, { owner: id, places: [{ code: null, region }] }]),
    ...[...Object.values(bookings), ...Object.values(talks.conversations), ...Object.values(imports), ...Object.values(reviews)].map(
      ({ id, subject }): [string, Subject] => [id, subject],
    ),
  ]);
  subjects.set(charge, returned.subject);
  const people = (['claire', 'bruno', 'sam', 'agent there', 'partner', 'agent of the region'] as const).map((name) => persons[name].id);
  return {
    subjects,
    people,
    agencies,
    vehicles: { here },
    bookings,
    ...talks,
    quotes,
    imports,
    reviews,
    merchants,
    notifications,
    jobs,
    addresses,
    keys,
    spare,
    inputs,
    password: passwordOf(run),
    ask,
  };
}
