import { setTimeout as sleep } from 'node:timers/promises';
import type { System } from '../../../local/system.ts';
import { GraphRefused } from '../../replay/graph.ts';
import type { Booked } from '../../rentals.ts';
import type { Moment, TrappedProvider } from '../provider.ts';
import { untilReady } from '../readiness.ts';
import { pidOf } from '../targets.ts';
import { provided } from './provider.ts';
import { tellPurchase, wantedOf } from './purchase.ts';
import { faults } from './reckoning.ts';
import { rounds } from './rounds.ts';
import { openStage } from './stage.ts';
import { standing, type Round, type Step } from './step.ts';

const moments: readonly Moment[] = ['before', 'after'];
const gatheringMs = 45_000;
/** The local start brings a process back three times a minute. */
const betweenKillsMs = 21_000;

/** A step, killed at a moment. */
export interface Case {
  name: string;
  moment: Moment;
  outcome: string;
  wanted: string;
  /** Whether what is asked for moves money twice where it is done twice. */
  doubles: boolean;
  /** Whether booking died in the middle. */
  caught: boolean;
  /** From the kill until all was right; null where it never was. */
  seconds: number | null;
}

export const isRight = ({ outcome, wanted, caught, seconds }: Case): boolean => caught && seconds !== null && outcome === wanted;

interface Killed extends Case {
  step: Step;
  booked: Booked;
}

export interface Extent {
  /** How long what was killed may stay open. */
  patienceMs: number;
  /** Only so many rounds of steps, and nothing of shops; Infinity: all. */
  most: number;
}

/** Kills booking in the middle of every step, and looks at what becomes of each by itself. */
export async function prove(
  system: System,
  provider: TrappedProvider,
  { patienceMs, most }: Extent,
  say: (line: string) => void,
): Promise<Case[]> {
  const { stage, demo, wire, close } = await openStage(system);
  let killedAt = -Infinity;

  const rested = (): Promise<unknown> => sleep(Math.max(0, killedAt + betweenKillsMs - performance.now()));
  const signal = (name: 'SIGKILL' | 'SIGSTOP'): void => {
    const pid = pidOf('booking', system.processes());
    if (pid === null) throw new Error('There is no booking to kill.');
    process.kill(pid, name);
  };
  async function kill(): Promise<number> {
    killedAt = performance.now();
    signal('SIGKILL');
    provider.released();
    await sleep(20);
    say(`booking killed, ready again in ${((20 + (await untilReady(system))) / 1000).toFixed(2)} s`);
    return killedAt;
  }

  /** How the bookings of these steps stand, with all in which the provider and the books differ. */
  async function look(cases: readonly Killed[]): Promise<void> {
    const atProvider = await provided(demo, wire);
    for (const each of cases) {
      const { booked } = each;
      const books = await stage.books.of(booked.id);
      each.outcome = [standing(books, booked.totalMinor), ...faults(books, atProvider(booked.id))].join(', ');
      if (each.outcome === each.wanted) each.seconds ??= (performance.now() - killedAt) / 1000;
    }
  }

  async function together({ name, steps, begin }: Round): Promise<Killed[]> {
    const ready: { each: Killed; act: () => Promise<unknown> }[] = [];
    for (const step of steps) {
      for (const moment of moments) {
        const { booked, act } = await step.arrange();
        const { name: stepName, wanted, call, isPart = false } = step;
        const open = { outcome: 'not looked at', caught: false, seconds: null };
        const each = { step, booked, moment, name: stepName, wanted, doubles: call === 'create' || isPart, ...open };
        ready.push({ each, act });
      }
    }
    await rested();
    for (const { each } of ready)
      provider.trap({ bookingId: each.booked.id, call: each.step.call, moment: each.moment, saying: each.step.saying ?? '' });
    let isOver = false;
    const acts = ready.map(async ({ each, act }) => {
      for (let refused = true; refused && !isOver;) {
        refused = false;
        await act().catch(async (error: unknown) => {
          // Whoever asks gets no answer from the dead: what comes of it is looked at below.
          if (isOver) return;
          refused = error instanceof GraphRefused && error.code === 'RATE_LIMITED';
          if (!refused) say(`${each.name}: ${String(error)}`);
          await sleep(2000);
        });
      }
    });
    await begin?.();
    for (const since = performance.now(); provider.held() < ready.length && performance.now() - since < gatheringMs;) await sleep(50);
    say(`${name}: ${String(provider.held())} of ${String(ready.length)} calls in the air`);
    isOver = true;
    for (const { each } of ready) each.caught = !provider.isSet(each.booked.id);
    await kill();
    const cases = ready.map(({ each }) => each);
    const open = (): Killed[] => cases.filter(({ seconds }) => seconds === null);
    while (open().length > 0 && performance.now() - killedAt < patienceMs) {
      await sleep(500);
      await look(open());
    }
    await Promise.all(acts);
    const longest = Math.max(...cases.map(({ seconds }) => seconds ?? 0)).toFixed(0);
    say(open().length === 0 ? `all right ${longest} s after` : `${String(open().length)} not right after ${String(patienceMs / 1000)} s`);
    return cases;
  }

  async function ofPurchases(): Promise<Case[]> {
    const cases: Case[] = [];
    for (const moment of moments) {
      await rested();
      const { outcome, killedAt: at } = await tellPurchase(system, stage, moment, { freeze: () => signal('SIGSTOP'), kill });
      const seconds = (performance.now() - at) / 1000;
      cases.push({
        name: 'a shop tells of a purchase, and again',
        moment,
        outcome,
        wanted: wantedOf(moment),
        doubles: false,
        caught: true,
        seconds,
      });
    }
    return cases;
  }

  try {
    const killed: Killed[] = [];
    let done = 0;
    for await (const round of rounds(stage)) {
      killed.push(...(await together(round)));
      done += 1;
      if (done === most) break;
    }
    const purchases = most === Infinity ? await ofPurchases() : [];
    // What is done twice is done soon after: one more look when all sweeps have come round again.
    await sleep(5000);
    await look(killed);
    const unsound = await stage.books.unsound();
    for (const fault of unsound) say(`FAULT  cashback: ${fault}`);
    if (unsound.length > 0) throw new Error('The ledger of cashback does not add up.');
    say('cashback: every currency comes to zero, every balance is what was transferred, nothing of a renter’s is below zero');
    return [...killed, ...purchases];
  } finally {
    await close();
  }
}
