import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { parse, type OperationDefinitionNode } from 'graphql';
import { pino } from 'pino';
import { parseConfiguration } from '../src/configuration.ts';
import { createScope, trace } from '../src/edge/scope.ts';
import type { Engine } from '../src/execution/engine.ts';
import type { Run } from '../src/execution/operations.ts';
import { createSharing, type Watch } from '../src/subscriptions/sharing.ts';
import { noMetrics } from '../src/telemetry/metrics.ts';
import type { Subgraphs } from '../src/traffic/subgraphs.ts';
import { startChat, type Chat } from './toys/chat.ts';
import { until, upTo } from './toys/watching.ts';

let chat: Chat;
beforeEach(async () => {
  chat = await startChat();
});
afterEach(() => chat.stop());

const query = 'subscription { room(after: 0) { sequence } }';
/** An engine that writes its name into each answer. */
function version(name: string, source = query, refuses = false): Engine & { run: Run } {
  const document = parse(query);
  const run = {
    operation: { document, definition: document.definitions[0] as OperationDefinitionNode },
    variables: {},
    conditions: {},
  } as Run;
  return {
    run,
    prepare: () => (refuses ? { kind: 'Rejected', errors: [] } : { kind: 'Ready', run }),
    source: () => ({ subgraph: 'chat', request: JSON.stringify({ query: source }) }),
    event: (_: Run, { data }: { data: unknown }) => Promise.resolve({ text: JSON.stringify({ by: name, data }), errors: [] }),
    ended: () => [],
  } as never;
}

const identity = {
  party: { kind: 'Anonymous' as const },
  key: '',
  claims: {},
  scopes: new Set<string>(),
  policies: new Set<string>(),
  session: undefined,
  expiresAt: undefined,
};
const scope = () => createScope({ identity, headers: {}, clientAddress: '', traceparent: trace(undefined), timeoutMs: 1000 });
const subgraphs = { socketOf: () => Promise.resolve({ url: chat.url.replace('http', 'ws'), payload: {} }) } as never as Subgraphs;

function watching(
  watch: Watch,
  engine: Engine & { run: Run },
): { events: { by: string; data: { room: { sequence: number } } }[]; leave: () => void } {
  const events: ReturnType<typeof watching>['events'] = [];
  const request = { query } as Parameters<Watch>[0]['request'];
  const { leave } = watch(
    { engine, subgraphs, request, run: engine.run, scope: scope() },
    { next: (answer) => events.push(JSON.parse(answer.toString()) as (typeof events)[number]), end: () => undefined, behind: () => false },
  );
  return { events, leave };
}
const by = ({ events }: ReturnType<typeof watching>): string[] => events.map((event) => event.by);

test('who watches pays nothing for a new version', async () => {
  const { watch, swapped, close } = createSharing({
    configuration: parseConfiguration({}, {}),
    metrics: noMetrics,
    log: pino({ level: 'silent' }),
  });
  const { leave } = watching(watch, version('old'));
  const next = version('new');
  const paid: unknown[] = [];
  await swapped({
    ...next,
    prepare(request, asking, already) {
      paid.push(already);
      return next.prepare(request, asking);
    },
  });
  expect(paid).toEqual(['paid']);
  leave();
  close();
});

test('nothing holds the old version once a new one has taken over', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const { watch, swapped, close } = createSharing({
    configuration: parseConfiguration({}, {}),
    metrics: noMetrics,
    log: pino({ level: 'silent' }),
  });
  const begin = (): { old: WeakRef<Engine>; watched: ReturnType<typeof watching> } => {
    const engine = version('old');
    return { old: new WeakRef<Engine>(engine), watched: watching(watch, engine) };
  };
  const { old, watched } = begin();
  await until(() => chat.subscriptions.open === 1);
  chat.publish('room');
  await until(() => watched.events.length === 1);
  const collected = (): boolean => {
    collect();
    return old.deref() === undefined;
  };
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(collected()).toBe(false);
  await swapped(version('new'));
  chat.publish('room');
  await until(() => watched.events.length === 2);
  await until(collected);
  watched.leave();
  await until(() => chat.subscriptions.open === 0);
  close();
});

test('a new version takes over what runs where it asks the same, else the old one goes on; who comes shares anew', async () => {
  const { watch, swapped, close } = createSharing({
    configuration: parseConfiguration({}, {}),
    metrics: noMetrics,
    log: pino({ level: 'silent' }),
  });
  const first = watching(watch, version('first'));
  await until(() => chat.subscriptions.open === 1);
  chat.publish('room');
  await until(() => first.events.length === 1);

  await swapped(version('asks otherwise', query.replace('sequence', 'id')));
  await swapped(version('refuses', query, true));
  chat.publish('room');
  await until(() => first.events.length === 2);

  const second = version('second');
  const apart = watching(watch, second);
  await until(() => apart.events.length === 2);
  expect(chat.subscriptions.open).toBe(2);
  apart.leave();

  await swapped(second);
  const joined = watching(watch, second);
  chat.publish('room');
  await until(() => first.events.length === 3 && joined.events.length === 3);
  expect([by(first), by(apart), by(joined)]).toEqual([
    ['first', 'first', 'second'],
    ['second', 'second'],
    ['second', 'second', 'second'],
  ]);
  expect(first.events.map(({ data }) => data.room.sequence)).toEqual(upTo(3));
  expect(chat.subscriptions).toEqual({ open: 2, opened: 3 });
  first.leave();
  joined.leave();
  await until(() => chat.subscriptions.open === 0);
  close();
});
