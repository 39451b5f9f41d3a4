import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { runningSystem, type Running } from './running.ts';
import { storm } from './storm/storm.ts';

let system: Running;
before(async () => {
  system = await runningSystem();
});
after(() => system.stop());

const small = { conversations: 6, messages: 360, seed: 7 };
const quiet = (): void => undefined;

void test('while connections break, the router, support and Redis die, every client has every message, once and in order', async () => {
  const outcome = await storm(
    system,
    null,
    {
      ...small,
      lost: 0,
      kills: [
        { target: 'router', at: 0.1, signal: 'SIGKILL' },
        { target: 'support', at: 0.3, signal: 'SIGKILL' },
        { target: 'redis', at: 0.5, signal: 'SIGKILL' },
        { target: 'router', at: 0.7, signal: 'SIGTERM' },
      ],
    },
    quiet,
  );
  assert.deepEqual(outcome.faults, []);
  assert.deepEqual(
    { clients: outcome.clients, acknowledged: outcome.acknowledged, kills: outcome.kills },
    { clients: 24, acknowledged: 360, kills: 4 },
  );
  assert.ok(outcome.resumed > 0, 'no client had to resume');
});

void test('control: two clients that each miss one message are found', async () => {
  const { faults } = await storm(system, null, { ...small, lost: 2, kills: [] }, quiet);
  assert.equal(faults.length, 2);
});
