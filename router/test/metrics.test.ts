import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createPrometheus } from '../src/telemetry/prometheus.ts';
import { startTestRouter, type TestRouter } from './toys/router.ts';
import { accounts } from './toys/store.ts';
import { startToys } from './toys/subgraph.ts';

let toys: Awaited<ReturnType<typeof startToys>>;
let router: TestRouter;
beforeAll(async () => {
  toys = await startToys([accounts]);
  router = await startTestRouter(toys.supergraph, { telemetry: { metrics: { port: 0 } } });
});
afterAll(async () => {
  await router.stop();
  await toys.stop();
});

const scraped = async (): Promise<string> => (await fetch(`http://127.0.0.1:${String(router.metricsPort)}/metrics`)).text();

test('counts and times requests by operation, type and outcome', async () => {
  await router.post('query Me { me { id } }');
  await router.post('query Me { me { id } }');
  await router.post('query Lies { nowhere }');
  const text = await scraped();
  expect(text).toContain('router_request_duration_seconds_count{operation="Me",type="query",outcome="ok"} 2');
  expect(text).toMatch(/router_request_duration_seconds_bucket\{operation="Me",type="query",outcome="ok",le="2"\} 2/);
  expect(text).toContain('router_request_duration_seconds_count{operation="",type="none",outcome="refused"} 1');
  expect(text).not.toContain('Lies');
  expect(text).toContain('router_plan_cache_total{result="hit"} 1');
  expect(text).toContain('router_plan_cache_total{result="miss"} 2');
  for (const name of ['nodejs_eventloop_lag_p99_seconds', 'nodejs_heap_size_used_bytes', 'process_cpu_seconds_total'])
    expect(text).toContain(name);
});

test('is on a listener of its own, and nowhere else', async () => {
  expect((await fetch(new URL('/metrics', router.url))).status).toBe(404);
  expect((await fetch(`http://127.0.0.1:${String(router.metricsPort)}/graphql`)).status).toBe(404);
  const taken = startTestRouter(toys.supergraph, { telemetry: { metrics: { port: router.metricsPort ?? 0 } } });
  await expect(taken).rejects.toThrow('telemetry.metrics: listen EADDRINUSE');
});

test('two hundred names have series of their own, all others share one', async () => {
  const { metrics, text, close } = createPrometheus();
  for (let n = 0; n < 1000; n += 1) metrics.request({ operation: `Op${String(n)}`, type: 'query', outcome: 'ok', seconds: 0.01 });
  const names = new Set([...(await text()).matchAll(/_count\{operation="([^"]*)"/g)].map(([, name]) => name));
  expect([names.size, names.has('Op199'), names.has('Op200')]).toEqual([201, true, false]);
  expect(await text()).toContain('router_request_duration_seconds_count{operation="other",type="query",outcome="ok"} 800');
  close();
});

test('says how subgraphs, plans, breakers and sockets do', async () => {
  const { metrics, text, close } = createPrometheus();
  metrics.subgraph({ subgraph: 'accounts', outcome: 'timeout', seconds: 0.8 });
  metrics.planCache(true);
  metrics.planCache(false);
  metrics.planCache(true);
  metrics.retried('accounts');
  metrics.merged('accounts');
  metrics.breaker('accounts', 'http://a:1', 'open');
  let watchers = 3;
  metrics.gauge('watchers', () => watchers);
  watchers = 4;
  const said = await text();
  for (const line of [
    'router_subgraph_duration_seconds_bucket{subgraph="accounts",outcome="timeout",le="0.5"} 0',
    'router_subgraph_duration_seconds_bucket{subgraph="accounts",outcome="timeout",le="0.8"} 1',
    'router_plan_cache_total{result="hit"} 2',
    'router_plan_cache_total{result="miss"} 1',
    'router_subgraph_retries_total{subgraph="accounts"} 1',
    'router_subgraph_merged_total{subgraph="accounts"} 1',
    'router_breaker_state{subgraph="accounts",address="http://a:1"} 2',
    'router_watchers 4',
  ])
    expect(said).toContain(line);
  close();
});
