import type { Route } from '@ycyw/service/serve';
import type { Availability } from './data/availability.ts';
import type { Answers } from './graphql/answers.ts';

/** GET /metrics in Prometheus' text format: how the catalogue's memory serves searches. For scrapers beside us; the router proxies it to nobody. */
export const metrics =
  (availability: Availability, answers: Answers): Route =>
  (_, response) => {
    const { hits, misses, invalidations, evictions } = availability.counts;
    const { agencies, numbers } = availability.size;
    const { counts } = answers;
    const kept = answers.size;
    const { rss, heapUsed } = process.memoryUsage();
    const figures: [name: string, kind: 'counter' | 'gauge', help: string, lines: Record<string, number>][] = [
      [
        'booking_catalogue_lookups_total',
        'counter',
        'Agencies looked up by searches, by whether their stock was in memory and true',
        { '{result="hit"}': hits, '{result="miss"}': misses },
      ],
      ['booking_catalogue_invalidations_total', 'counter', 'Stocks in memory whose ledger changed', { '': invalidations }],
      ['booking_catalogue_evictions_total', 'counter', 'Agencies put out of memory for room', { '': evictions }],
      ['booking_catalogue_agencies', 'gauge', 'Agencies in memory', { '': agencies }],
      ['booking_catalogue_numbers', 'gauge', 'Figures in memory', { '': numbers }],
      [
        'booking_answers_total',
        'counter',
        'Searches, by whether their whole answer was kept and true',
        { '{result="hit"}': counts.hits, '{result="miss"}': counts.misses },
      ],
      ['booking_answers_invalidations_total', 'counter', 'Answers put out because the ledger changed', { '': counts.invalidations }],
      ['booking_answers', 'gauge', 'Answers kept', { '': kept.answers }],
      ['booking_answers_bytes', 'gauge', 'Bytes of answers kept', { '': kept.bytes }],
      ['process_resident_memory_bytes', 'gauge', 'Resident memory', { '': rss }],
      ['nodejs_heap_size_used_bytes', 'gauge', 'Of it, what JavaScript uses', { '': heapUsed }],
    ];
    const text = figures.flatMap(([name, kind, help, lines]) => [
      `# HELP ${name} ${help}`,
      `# TYPE ${name} ${kind}`,
      ...Object.entries(lines).map(([labels, value]) => `${name}${labels} ${String(value)}`),
    ]);
    response.setHeader('content-type', 'text/plain; version=0.0.4; charset=utf-8');
    response.end(`${text.join('\n')}\n`);
    return Promise.resolve();
  };
