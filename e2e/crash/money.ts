import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startSystem, type System } from '../../local/system.ts';
import { people } from '../people.ts';
import { readDemo } from '../replay/demo.ts';
import { openAgency, rentals, type Booked } from '../rentals.ts';
import { moveTo } from '../timeline.ts';
import { trappedProvider, type Moment } from './provider.ts';
import { untilReady } from './readiness.ts';
import { pidOf } from './targets.ts';
import { moneySteps, type Step } from './moneySteps.ts';

const help = `npm run prove:money [-- options]: kills booking in the middle of each step with money

  --port N   of the system that it starts, 4600
  --help

Starts a system of its own in an empty folder, before a payment provider that can leave a call unanswered. Each step is done twice: booking dies
(SIGKILL) when the provider has not yet done what it was asked for, and when it has. Nobody asks again: what is left to do, booking finds by itself.
Exit code 1 where in the end anything is lost, doubled, or still open after two minutes.
`;

const moments: readonly Moment[] = ['before', 'after'];
const patienceMs = 120_000;
const gatheringMs = 15_000;
/** The local start brings a process back three times a minute. */
const betweenKillsMs = 21_000;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

interface Case {
  step: Step;
  moment: Moment;
  booked: Booked;
  caught: boolean;
  outcome: string;
}

async function prove(system: System, provider: Awaited<ReturnType<typeof trappedProvider>>, say: (line: string) => void): Promise<boolean> {
  const demo = await readDemo(path.join(system.folders.var, 'demo.json'));
  const running = { web: system.addresses.web, varFolder: system.folders.var, demo, stop: () => system.stop() };
  const asked = people(running);
  let killedAt = 0;

  async function kill(): Promise<void> {
    await pause(Math.max(0, killedAt + betweenKillsMs - Date.now()));
    const pid = pidOf('booking', system.processes());
    if (pid === null) throw new Error('There is no booking to kill.');
    killedAt = Date.now();
    process.kill(pid, 'SIGKILL');
    provider.released();
    await pause(20);
    say(`booking killed, ready again in ${((20 + (await untilReady(system))) / 1000).toFixed(2)} s`);
  }

  try {
    const [guests, admin, desk] = await Promise.all([
      rentals(running, asked),
      asked.as('ada.admin@example.com'),
      asked.as('marie.agent@example.com'),
    ]);
    const cases: Case[] = [];
    for (const round of moneySteps({
      guests,
      desk,
      moveTo: (now) => moveTo(running, now),
      openAgency: (...place) => openAgency(admin, ...place),
    })) {
      const ready: { each: Case; act: () => Promise<unknown> }[] = [];
      for (const step of round.steps) {
        for (const moment of moments) {
          const { booked, act } = await step.arrange();
          ready.push({ each: { step, moment, booked, caught: false, outcome: 'not looked at' }, act });
        }
      }
      for (const { each } of ready)
        provider.trap({ bookingId: each.booked.id, call: each.step.call, moment: each.moment, saying: each.step.saying ?? '' });
      const wanted = ready.length;
      // Whoever asks gets no answer: what comes of it is looked at below.
      const acts = ready.map(({ act }) => act().catch(() => undefined));
      await round.begin?.();
      const since = Date.now();
      while (provider.held() < wanted && Date.now() - since < gatheringMs) await pause(50);
      say(`${round.name}: ${String(provider.held())} of ${String(wanted)} calls in the air`);
      for (const { each } of ready) each.caught = !provider.isSet(each.booked.id);
      await kill();
      await Promise.all(acts);
      const here = ready.map(({ each }) => each);
      const resumedAt = Date.now();
      const open = (): Case[] => here.filter(({ outcome, step }) => outcome !== step.wanted);
      while (open().length > 0 && Date.now() - resumedAt < patienceMs) {
        await pause(500);
        for (const each of open()) each.outcome = await each.step.outcome(each.booked).catch((error: unknown) => String(error));
      }
      if (open().length === 0) say(`all resumed ${((Date.now() - resumedAt) / 1000).toFixed(0)} s after it was ready`);
      cases.push(...here);
    }
    // What is done twice is done soon after: one more look when all sweeps have come round again.
    await pause(5000);
    for (const each of cases) each.outcome = await each.step.outcome(each.booked);
    const isRight = ({ outcome, caught, step }: Case): boolean => caught && outcome === step.wanted;
    for (const each of cases) {
      const { step, moment, outcome, caught } = each;
      say(
        `${isRight(each) ? 'ok    ' : 'FAULT '} ${step.name}, killed ${moment}: ${outcome}${caught ? '' : ' (not caught in the middle)'}${outcome === step.wanted ? '' : `, wanted ${step.wanted}`}`,
      );
    }
    return cases.every(isRight);
  } finally {
    asked.close();
  }
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { port: { type: 'string', default: '4600' }, help: { type: 'boolean', default: false } } });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const port = Number(values.port);
  const folder = mkdtempSync(path.join(tmpdir(), 'ycyw-money-'));
  chmodSync(folder, 0o711);
  const say = (line: string): void => void process.stdout.write(`  ${line}\n`);
  let clock: () => number = Date.now;
  const provider = await trappedProvider(`http://127.0.0.1:${String(port)}/webhooks/stripe`, () => clock());
  say('Starting a system of its own …');
  const system = await startSystem({
    port,
    varFolder: path.join(folder, 'var'),
    quiet: true,
    env: { ...process.env, ...provider.env },
    lost: say,
  });
  clock = () => Date.parse(system.clock.now() ?? new Date().toISOString());
  try {
    return (await prove(system, provider, say)) ? 0 : 1;
  } finally {
    await system.stop();
    await provider.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = await main();
