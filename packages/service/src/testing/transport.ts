import type { DomainEvent, EventTransport } from '../events.ts';

/** A transport within one test: what is published is kept in `published` and delivered to subscribers at once. */
export function memoryTransport(): EventTransport & { published: DomainEvent[] } {
  const published: DomainEvent[] = [];
  const subscribers: { domains: readonly string[]; handle: (events: readonly DomainEvent[]) => Promise<void> }[] = [];
  return {
    published,
    publish: async (domain, events) => {
      published.push(...events);
      for (const { domains, handle } of subscribers) if (domains.includes(domain)) await handle(events);
    },
    subscribe: (_group, domains, handle) => {
      subscribers.push({ domains, handle });
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}
