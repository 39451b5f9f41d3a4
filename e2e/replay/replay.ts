import { agendaOf } from './agenda.ts';
import { compareMoney, compareStates, journalOf, overbookedDays, ownMovements, readBooks, sums } from './books.ts';
import { cardPayer, journal } from './card.ts';
import { classesOf, type RentedClass } from './classes.ts';
import { instantOf, showDay, type Day } from './day.ts';
import { accountOf, ReplayRefused, type Account, type Demo } from './demo.ts';
import { newDesk } from './desk.ts';
import { Interrupted, newDrive, type Drive } from './drive.ts';
import { limiter } from './limiter.ts';
import { measureCpu } from './cpu.ts';
import { memoryOf, readProcesses } from './memory.ts';
import { paymentSettings } from './operations.ts';
import { planOf } from './plan.ts';
import { progressBar } from '../../tools/progressBar.ts';
import { checksumOf, differenceOf, type Outcome, type Report } from './report.ts';
import { ensureCustomer, session } from './session.ts';
import { agencyZone, buyFleet, openAgency, untilOnOffer } from './stage.ts';
import { newTally, type Tally } from './tally.ts';
import type { Reservation } from './trace.ts';
import { wire as newWire } from './wire.ts';

export interface ReplayOptions {
  trace: string;
  reservations: readonly Reservation[];
  demo: Demo;
  /** Requests in flight at once. */
  inFlight: number;
  signal: AbortSignal;
  out: NodeJS.WriteStream;
  /** How long a part of the system may be away; 0, as by default: it may not. */
  outageMs?: number;
  /** Hears of each reservation that has had its answer. */
  answered?(): void;
}

const settleMs = 3000;
const customer = { email: 'replay@example.com', password: 'Replay-Your-Way-2026' };

/** Replays a trace on the running system, and accounts for it. The system's clock runs again when it ends, however it ends. */
export async function replay({ trace, reservations, demo, inFlight, signal, out, outageMs = 0, answered }: ReplayOptions): Promise<Report> {
  const wire = newWire(inFlight + 4, outageMs);
  const limit = limiter(inFlight);
  const as = (account: Account) => session(demo.graph, wire, limit, account);
  const say = (text: string): void => void out.write(`  ${text}\n`);
  const setNow = async (now: string | null): Promise<void> => {
    const { status, text } = await wire.ask('PUT', demo.clock, { 'content-type': 'application/json' }, JSON.stringify({ now }));
    if (status !== 200) throw new ReplayRefused(`The clock could not be set: ${text}`);
  };
  const setClock = (day: Day, hour: number): Promise<void> => setNow(new Date(instantOf(day, hour, agencyZone)).toISOString());

  const classes = classesOf(reservations);
  const plans = reservations.map(planOf);
  const agenda = agendaOf(plans);
  const firstDay = Math.min(...agenda.keys());
  const tally = newTally();
  tally.count(
    'amendmentsSkipped',
    plans.reduce((sum, plan) => sum + plan.skippedAmendments, 0),
  );
  say(`Fleet at 70 % of peak demand, rounded up: ${classes.map(({ acriss, peak, units }) => `${acriss} ${units} of ${peak}`).join(', ')}`);

  try {
    await ensureCustomer(demo.graph, demo.mailbox, wire, customer);
    const [renter, agent, admin] = [as(customer), as(accountOf(demo, 'AGENT')), as(accountOf(demo, 'ADMIN'))];
    const settings = await renter<{ paymentSettings: { publishableKey: string } }>(paymentSettings, {});
    await setClock(firstDay, 8);
    const agency = await openAgency(admin);
    const desk = newDesk(agent, await buyFleet(admin, agency, classes));
    await untilOnOffer(renter, agency, classes, firstDay);
    say(
      `Agency ${agency}, ${reservations.length.toLocaleString('en')} reservations from ${showDay(firstDay)} on, ${inFlight} requests in flight`,
    );

    const bar = progressBar(reservations.length, out);
    const pay = cardPayer(demo.stripe.base, settings.paymentSettings.publishableKey, wire, limit);
    const done = (day: Day): void => {
      bar.advance(showDay(day));
      answered?.();
    };
    const drive = newDrive({ agency, renter, agent, pay, tally, desk, setClock, done, signal }, classes);
    // The launcher may run in this very process: it is the judge then, and no part of what is measured.
    const parts = async () => (await readProcesses(demo.processes, wire)).filter(({ pid }) => pid !== process.pid);
    const everybody = async () => [...(await parts()), { name: 'replay', pid: process.pid }];
    const cpu = measureCpu(await everybody());
    const began = performance.now();
    const partial = !(await playThrough(drive, agenda, tally, signal));
    const seconds = (performance.now() - began) / 1000;
    const cpuSeconds = cpu(await everybody());
    bar.stop();

    const money = await account(agent, agency, drive, classes, tally, partial, journal(demo.stripe.base, demo.stripe.secretKey, wire), say);
    const accepted = (letter: string): number => drive.rentings.get(letter)?.rentals.size ?? 0;
    const outcome: Outcome = {
      counts: tally.counts,
      faults: tally.wrong,
      classes: classes.map((each) => ({ ...each, accepted: accepted(each.letter) })),
      money,
    };
    return {
      trace,
      partial,
      outcome,
      checksum: checksumOf(outcome),
      examples: tally.examples,
      seconds,
      perSecond: tally.counts.reservations / seconds,
      retries: wire.retries(),
      cpuSeconds,
      memory: memoryOf(await parts()),
    };
  } finally {
    await setNow(null).catch((error: unknown) => say(`The clock still stands: ${String(error)}. Restart the system.`));
    wire.close();
  }
}

/** True when it came to the end, false when it was interrupted. */
async function playThrough(drive: Drive, agenda: ReturnType<typeof agendaOf>, tally: Tally, signal: AbortSignal): Promise<boolean> {
  try {
    for (let day = Math.min(...agenda.keys()); day <= Math.max(...agenda.keys(), drive.lastDay()); day += 1) {
      const due = agenda.get(day);
      await drive.morning(day, due);
      if (due) await drive.late(day, due);
      if (signal.aborted) return false;
    }
    return true;
  } catch (error) {
    if (!(error instanceof Interrupted)) tally.fault('failedRequests', `the replay ends here: ${String(error)}`);
    return false;
  }
}

async function account(
  agent: Parameters<typeof readBooks>[0],
  agency: string,
  drive: Drive,
  classes: readonly RentedClass[],
  tally: Tally,
  partial: boolean,
  movements: ReturnType<typeof journal>,
  say: (text: string) => void,
): Promise<Outcome['money']> {
  say('Reading the books …');
  // What was under way when it was interrupted comes to its end first.
  if (partial) await new Promise((resolve) => setTimeout(resolve, settleMs));
  const entries = await readBooks(agent, agency, (count) => {
    if (count % 10_000 === 0) say(`${count.toLocaleString('en')} bookings`);
  });
  for (const day of overbookedDays(entries, classes)) tally.fault('overbookedClassDays', day);
  const rentals = [...drive.rentings.values()].flatMap((renting) => [...renting.rentals.values()]);
  if (!partial) compareStates(entries, rentals, tally);
  const books = sums(ownMovements(entries));
  const ours = await journalOf(movements, entries);
  if (!partial) compareMoney(ours, rentals, tally);
  const moved = sums(ours);
  const nothing = { captured: 0, refunded: 0, refunds: 0 };
  const money = [...new Set([...books.keys(), ...moved.keys()])]
    .sort()
    .map((currency) => ({ currency, journal: moved.get(currency) ?? nothing, books: books.get(currency) ?? nothing }));
  const difference = differenceOf(money);
  if (difference > 0) tally.fault('moneyDifferenceMinor', `${difference} minor units`, difference);
  return money;
}
