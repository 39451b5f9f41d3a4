import type { DomainEvent, EventTransport } from './events.ts';

/** What a subgraph and the local start's event hub say to each other over the child process's IPC channel. */
export type HubMessage =
  | { kind: 'events.publish'; ticket: number; domain: string; events: readonly DomainEvent[] }
  | { kind: 'events.published'; ticket: number }
  | { kind: 'events.refused'; ticket: number }
  | { kind: 'events.subscribe'; group: string; domains: readonly string[] }
  | { kind: 'events.deliver'; ticket: number; group: string; events: readonly DomainEvent[] }
  | { kind: 'events.taken'; ticket: number; ok: boolean };

export const isHubMessage = (message: unknown): message is HubMessage =>
  typeof message === 'object' &&
  message !== null &&
  'kind' in message &&
  typeof message.kind === 'string' &&
  message.kind.startsWith('events.');

/** Events through the parent process, kept in its memory: for a local start on a machine without Redis. */
export function ipcTransport(): EventTransport {
  if (!process.send) throw new Error('no parent process to carry events: set REDIS_URL');
  const send = (message: HubMessage): void => void process.send?.(message);
  const waiting = new Map<number, { resolve(): void; reject(error: Error): void }>();
  const handlers = new Map<string, (events: readonly DomainEvent[]) => Promise<void>>();
  let ticket = 0;

  const refuse = (refused: number): void => {
    waiting.get(refused)?.reject(new Error('the parent process takes no events any more'));
    waiting.delete(refused);
  };
  process.on('disconnect', () => {
    for (const refused of [...waiting.keys()]) refuse(refused);
  });
  process.on('message', (message: unknown) => {
    if (!isHubMessage(message)) return;
    if (message.kind === 'events.published') {
      waiting.get(message.ticket)?.resolve();
      waiting.delete(message.ticket);
    } else if (message.kind === 'events.refused') {
      refuse(message.ticket);
    } else if (message.kind === 'events.deliver') {
      const handled = handlers.get(message.group)?.(message.events) ?? Promise.reject(new Error('no handler'));
      void handled.then(
        () => {
          send({ kind: 'events.taken', ticket: message.ticket, ok: true });
        },
        () => {
          send({ kind: 'events.taken', ticket: message.ticket, ok: false });
        },
      );
    }
  });

  return {
    publish: (domain, events) =>
      new Promise((resolve, reject) => {
        ticket += 1;
        waiting.set(ticket, { resolve, reject });
        if (process.connected) send({ kind: 'events.publish', ticket, domain, events });
        else refuse(ticket);
      }),
    subscribe: (group, domains, handle) => {
      handlers.set(group, handle);
      send({ kind: 'events.subscribe', group, domains });
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}
