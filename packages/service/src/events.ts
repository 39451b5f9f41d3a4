/**
 * Something that happened in a domain. `type` is `<domain>.<noun>.<verb>`; `payload` is JSON without personal data.
 * Events of one domain arrive in the order they were published, each at least once.
 */
export interface DomainEvent {
  /** UUIDv7; what consumers know it by. */
  id: string;
  type: string;
  occurredAt: string;
  payload: Record<string, unknown>;
}

/** How events travel: Redis Streams between machines, the parent process's IPC in a local start without Redis. */
export interface EventTransport {
  /** Resolves once the events are stored where consumers will find them; rejects within seconds where they cannot be. */
  publish(domain: string, events: readonly DomainEvent[]): Promise<void>;
  /**
   * Delivers the events of `domains` to `handle` in batches, each group once; a batch whose `handle` rejects comes again.
   * `group` is the consuming subgraph's name.
   */
  subscribe(group: string, domains: readonly string[], handle: (events: readonly DomainEvent[]) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}
