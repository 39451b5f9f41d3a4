import type { DomainEvent } from '@ycyw/service/events';
import { isHubMessage, type HubMessage } from '@ycyw/service/ipcTransport';

/** One end of a child process's IPC channel. */
export interface Peer {
  /** False when the other end is gone. */
  send(message: HubMessage): boolean;
}

/** A publish that waits for its answer until all who subscribed have taken its events. */
interface Publication {
  peer: Peer;
  ticket: number;
  domain: string;
  events: readonly DomainEvent[];
  untaken: number;
}

interface Queued {
  event: DomainEvent;
  publications: Publication[];
}

/** The events of one domain that one group has yet to take, oldest first. */
interface Queue {
  group: string;
  domain: string;
  waiting: Queued[];
  ids: Map<string, Queued>;
  /** How many of the first of `waiting` are on their way. */
  underWay: number;
  failures: number;
}

interface Group {
  peer: Peer | null;
  queues: Map<string, Queue>;
}

const batch = 100;

export interface EventsHub {
  /** Handles a message of `peer`; says whether it was one of the hub's. */
  receive(peer: Peer, message: unknown): boolean;
  /** `peer` is gone: what it had not taken waits for its group's next process. */
  leave(peer: Peer): void;
  /** Everybody has subscribed: from now on a publish is answered once all groups took it. */
  open(): void;
  /** Refuses every publish that is not wholly taken, and all to come, so that no outbox waits for groups that have gone. */
  close(): void;
}

/**
 * Carries events between the processes of a start without Redis, each (group, domain) in order, one batch at a time, again
 * when not taken. It keeps nothing on disk: a publish is answered only when every group has taken its events, so that what
 * is lost with this process still stands unpublished in its outbox.
 */
export function eventsHub(retryMs = 200): EventsHub {
  const groups = new Map<string, Group>();
  const deliveries = new Map<number, Queue>();
  const early: Publication[] = [];
  const unanswered = new Set<Publication>();
  let opened = false;
  let closed = false;
  let ticket = 0;

  const settle = (publication: Publication): void => {
    if (!opened || publication.untaken > 0 || !unanswered.delete(publication)) return;
    publication.peer.send({ kind: 'events.published', ticket: publication.ticket });
  };

  function deliver(queue: Queue): void {
    const peer = groups.get(queue.group)?.peer;
    if (!peer || queue.underWay > 0 || queue.waiting.length === 0) return;
    const events = queue.waiting.slice(0, batch).map(({ event }) => event);
    queue.underWay = events.length;
    ticket += 1;
    deliveries.set(ticket, queue);
    peer.send({ kind: 'events.deliver', ticket, group: queue.group, events });
  }

  function enqueue(queue: Queue, publication: Publication): void {
    for (const event of publication.events) {
      publication.untaken += 1;
      const known = queue.ids.get(event.id);
      if (known) known.publications.push(publication);
      else {
        const queued = { event, publications: [publication] };
        queue.waiting.push(queued);
        queue.ids.set(event.id, queued);
      }
    }
    deliver(queue);
  }

  function publish(publication: Publication): void {
    if (closed) {
      publication.peer.send({ kind: 'events.refused', ticket: publication.ticket });
      return;
    }
    unanswered.add(publication);
    if (!opened) early.push(publication);
    for (const { queues } of groups.values()) {
      const queue = queues.get(publication.domain);
      if (queue) enqueue(queue, publication);
    }
    settle(publication);
  }

  function subscribe(peer: Peer, name: string, subscribed: readonly string[]): void {
    const group: Group = groups.get(name) ?? { peer, queues: new Map() };
    groups.set(name, group);
    group.peer = peer;
    for (const domain of subscribed) {
      const known = group.queues.get(domain);
      const queue: Queue = known ?? { group: name, domain, waiting: [], ids: new Map(), underWay: 0, failures: 0 };
      group.queues.set(domain, queue);
      if (known) deliver(queue);
      else for (const publication of early) if (publication.domain === domain) enqueue(queue, publication);
    }
  }

  function taken(queue: Queue): void {
    const gone = queue.waiting.splice(0, queue.underWay);
    queue.underWay = 0;
    queue.failures = 0;
    for (const { event, publications } of gone) {
      queue.ids.delete(event.id);
      for (const publication of publications) {
        publication.untaken -= 1;
        settle(publication);
      }
    }
    deliver(queue);
  }

  function refused(queue: Queue): void {
    queue.failures += 1;
    setTimeout(
      () => {
        queue.underWay = 0;
        deliver(queue);
      },
      Math.min(5000, retryMs * queue.failures),
    ).unref();
  }

  return {
    receive: (peer, message) => {
      if (!isHubMessage(message)) return false;
      if (message.kind === 'events.publish')
        publish({ peer, ticket: message.ticket, domain: message.domain, events: message.events, untaken: 0 });
      else if (message.kind === 'events.subscribe') subscribe(peer, message.group, message.domains);
      else if (message.kind === 'events.taken') {
        const queue = deliveries.get(message.ticket);
        deliveries.delete(message.ticket);
        if (queue && message.ok) taken(queue);
        else if (queue) refused(queue);
      }
      return true;
    },
    leave: (peer) => {
      for (const publication of unanswered) if (publication.peer === peer) unanswered.delete(publication);
      for (const group of groups.values()) {
        if (group.peer !== peer) continue;
        group.peer = null;
        for (const [number, queue] of deliveries) if (groups.get(queue.group) === group) deliveries.delete(number);
        for (const queue of group.queues.values()) queue.underWay = 0;
      }
    },
    open: () => {
      opened = true;
      for (const publication of early.splice(0)) settle(publication);
    },
    close: () => {
      closed = true;
      for (const { peer, ticket: refusedTicket } of unanswered) peer.send({ kind: 'events.refused', ticket: refusedTicket });
      unanswered.clear();
    },
  };
}
