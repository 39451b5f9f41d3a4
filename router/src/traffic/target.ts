import type { Configuration } from '../configuration.ts';
import type { Scope } from '../edge/scope.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Address } from './address.ts';
import { Errand, isOver, tooLate, Unanswered, type Sender } from './errand.ts';
import { lineOf, type HeaderLines } from './headerLines.ts';
import type { Reply } from './responseReader.ts';
import { RetryBudget } from './retryBudget.ts';

export interface Target {
  /** The addresses it has now; the same object where an address stays. */
  addresses: readonly Address[];
  /** Throws Unanswered. */
  ask: (asked: { body: string; mutation: boolean; authorization: string | undefined; scope: Scope }) => Promise<Reply>;
  /** The address that a subscription is to use. */
  choose: () => Address | undefined;
  move: (addresses: readonly Address[]) => void;
  /** Lets go what has waited too long; to be called every few milliseconds while it gives true. */
  check: (now: number) => boolean;
}

/** One subgraph: how many fetches it gets at a time, which address each goes to, and which of them are the same. */
export function createTarget(options: {
  name: string;
  addresses: readonly Address[];
  headerLines: HeaderLines;
  configuration: Configuration;
  metrics: Metrics;
}): Target {
  const { name, configuration, headerLines, metrics } = options;
  const own = configuration.subgraphs[name];
  const mostInFlight = own?.maxInFlight ?? configuration.subgraphMaxInFlight;
  const mostWaiting = own?.maxWaiting ?? configuration.subgraphMaxWaiting;
  const merges = configuration.mergeFetches && own?.setCookie !== true;
  const budget = new RetryBudget();
  const errands = new Set<Errand>();
  const waiting: Errand[] = [];
  /** Queries under way, by everything they send but the trace. */
  const shared = new Map<string, Errand>();
  let { addresses } = options;
  let inFlight = 0;
  let turn = 0;
  let beginning = false;

  /** The least loaded; healthy ones before shunned ones, and untried ones before tried ones. */
  function choose(tried: readonly Address[], now: number): Address | undefined {
    let best: Address | undefined;
    let least = Infinity;
    turn += 1;
    for (let index = 0; index < addresses.length; index += 1) {
      const address = addresses[(turn + index) % addresses.length];
      if (!address?.breaker.allows(now)) continue;
      if (addresses.length === 1) return address;
      const load = (tried.includes(address) ? 2e6 : 0) + (address.shunned(now) ? 1e6 : 0) + address.inFlight;
      if (load >= least) continue;
      best = address;
      least = load;
    }
    return best;
  }

  const sender: Sender = {
    timeoutMs: own?.timeoutMs ?? configuration.subgraphTimeoutMs,
    choose,
    mayRetry() {
      const granted = budget.take();
      if (granted) metrics.retried(name);
      return granted;
    },
    ended(errand, outcome, began) {
      errands.delete(errand);
      if (errand.key !== undefined) shared.delete(errand.key);
      const place = waiting.indexOf(errand);
      if (place === -1) inFlight -= 1;
      else waiting.splice(place, 1);
      metrics.subgraph({ subgraph: name, outcome, seconds: (performance.now() - began) / 1000 });
      beginWaiting();
    },
  };

  function begin(errand: Errand): void {
    inFlight += 1;
    errand.attempt();
  }

  /** Where no address takes requests each ends as it begins: one after another, not one within another. */
  function beginWaiting(): void {
    if (beginning) return;
    beginning = true;
    for (let next = waiting[0]; next && inFlight < mostInFlight; next = waiting[0]) {
      waiting.shift();
      begin(next);
    }
    beginning = false;
  }

  return {
    get addresses() {
      return addresses;
    },
    ask({ body, mutation, authorization, scope }) {
      if (isOver(scope, performance.now())) return Promise.reject(tooLate());
      const lines = headerLines(scope);
      // Who asks and whatever else is forwarded, but the trace: who shares an answer could not have got another.
      const key = merges && !mutation ? `${scope.identity.key}\r\n${lines}\r\n${body}` : undefined;
      const same = key === undefined ? undefined : shared.get(key);
      if (same) {
        metrics.merged(name);
        return same.wait(scope);
      }
      if (inFlight >= mostInFlight && waiting.length >= mostWaiting) {
        metrics.subgraph({ subgraph: name, outcome: 'rejected', seconds: 0 });
        return Promise.reject(new Unanswered('rejected', `${inFlight} fetches in flight and ${waiting.length} waiting`));
      }
      budget.request();
      const bytes = Buffer.byteLength(body);
      const authority = authorization === undefined ? '' : lineOf('authorization', authorization);
      const errand = new Errand(sender, {
        key,
        lines: `${lines}${authority}traceparent: ${scope.traceparent}\r\ncontent-length: ${bytes}\r\n\r\n`,
        body,
        bytes,
        idempotent: !mutation,
      });
      errands.add(errand);
      if (key !== undefined) shared.set(key, errand);
      const reply = errand.wait(scope);
      if (inFlight < mostInFlight) begin(errand);
      else waiting.push(errand);
      return reply;
    },
    choose: () => choose([], performance.now()) ?? addresses[0],
    move(next) {
      addresses = next;
    },
    check(now) {
      for (const errand of errands) errand.check(now);
      return errands.size > 0;
    },
  };
}
