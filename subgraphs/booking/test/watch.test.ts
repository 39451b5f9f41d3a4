import { setImmediate } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { logger } from '@ycyw/service/log';
import { Watch } from '../src/live/watch.ts';

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
});
afterEach(() => {
  jest.useRealTimers();
});

test('looks more than once a second, so that whoever follows learns of a change within one', async () => {
  let reads = 0;
  const watch = new Watch(() => Promise.resolve(new Map([['one', String((reads += 1))]])), logger('booking', 'silent'));
  const feed = watch.follow('one');
  await feed.next();
  const before = reads;
  const next = feed.next();
  await jest.advanceTimersByTimeAsync(999);
  expect(reads).toBeGreaterThan(before);
  expect(await next).toEqual({ done: false, value: String(before + 1) });
  await feed.return?.();
});

test('who subscribes and leaves in a loop makes it read no more often', async () => {
  let reads = 0;
  const read = (keys: readonly string[]): Promise<ReadonlyMap<string, string>> => {
    reads += 1;
    return Promise.resolve(new Map(keys.map((key) => [key, String(reads)])));
  };
  const watch = new Watch(read, logger('booking', 'silent'), 1000);
  const feed = watch.follow('one');
  expect(await feed.next()).toEqual({ done: false, value: '1' });
  for (let visit = 0; visit < 30; visit += 1) {
    await watch.follow(`other ${String(visit)}`).return?.();
    await setImmediate();
  }
  expect(reads).toBe(1);
  const next = feed.next();
  await jest.advanceTimersByTimeAsync(1000);
  expect(await next).toEqual({ done: false, value: '2' });
  expect(watch.size).toBe(1);
  await feed.return?.();
  expect(watch.size).toBe(0);
});
