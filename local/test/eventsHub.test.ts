import { setTimeout as pause } from 'node:timers/promises';
import type { DomainEvent } from '@ycyw/service/events';
import type { HubMessage } from '@ycyw/service/ipcTransport';
import { eventsHub, type EventsHub, type Peer } from '../events-hub.ts';

type Delivery = Extract<HubMessage, { kind: 'events.deliver' }>;

const anEvent = (id: string): DomainEvent => ({ id, type: 'fleet.agency.changed', occurredAt: '2026-07-01T08:00:00.000Z', payload: {} });

function aSubgraph(hub: EventsHub) {
  const inbox: HubMessage[] = [];
  const peer: Peer = { send: (message) => inbox.push(message) > 0 };
  let ticket = 0;
  const deliveries = (): Delivery[] => inbox.filter((message) => message.kind === 'events.deliver');
  return {
    peer,
    deliveries,
    received: () => deliveries().map(({ events }) => events.map(({ id }) => id)),
    answers: () =>
      inbox.flatMap((message) =>
        message.kind === 'events.published' || message.kind === 'events.refused' ? [`${message.kind} ${message.ticket}`] : [],
      ),
    subscribe: (group: string, ...domains: string[]) => hub.receive(peer, { kind: 'events.subscribe', group, domains }),
    publish: (domain: string, ...ids: string[]) => {
      ticket += 1;
      hub.receive(peer, { kind: 'events.publish', ticket, domain, events: ids.map(anEvent) });
    },
    take: (ok = true) => hub.receive(peer, { kind: 'events.taken', ticket: deliveries().at(-1)?.ticket ?? 0, ok }),
  };
}

test('delivers the events of a domain in order, the next batch after the one before was taken', () => {
  const hub = eventsHub();
  const [fleet, booking] = [aSubgraph(hub), aSubgraph(hub)];
  booking.subscribe('booking', 'fleet');
  hub.open();
  fleet.publish('fleet', 'a', 'b');
  fleet.publish('fleet', 'c');
  expect(booking.received()).toEqual([['a', 'b']]);
  booking.take();
  expect(booking.received()).toEqual([['a', 'b'], ['c']]);
});

test('every group gets every event, only of the domains it asked for', () => {
  const hub = eventsHub();
  const [fleet, booking, support] = [aSubgraph(hub), aSubgraph(hub), aSubgraph(hub)];
  booking.subscribe('booking', 'fleet');
  support.subscribe('support', 'booking');
  hub.open();
  fleet.publish('fleet', 'a');
  booking.publish('booking', 'b');
  expect(booking.received()).toEqual([['a']]);
  expect(support.received()).toEqual([['b']]);
});

test('delivers again, in order, what was not taken', async () => {
  const hub = eventsHub(1);
  const [fleet, booking] = [aSubgraph(hub), aSubgraph(hub)];
  booking.subscribe('booking', 'fleet');
  hub.open();
  fleet.publish('fleet', 'a');
  booking.take(false);
  fleet.publish('fleet', 'b');
  while (booking.received().length < 2) await pause(1);
  expect(booking.received()).toEqual([['a'], ['a', 'b']]);
});

test('what a dead process had not taken goes to the next process of its group', () => {
  const hub = eventsHub();
  const [fleet, dead, heir] = [aSubgraph(hub), aSubgraph(hub), aSubgraph(hub)];
  dead.subscribe('booking', 'fleet');
  hub.open();
  fleet.publish('fleet', 'a');
  hub.leave(dead.peer);
  fleet.publish('fleet', 'b');
  heir.subscribe('booking', 'fleet');
  expect(heir.received()).toEqual([['a', 'b']]);
  heir.take();
  expect(fleet.answers()).toEqual(['events.published 1', 'events.published 2']);
});

test('answers a publish when every group has taken its events, not before', () => {
  const hub = eventsHub();
  const [fleet, booking, support] = [aSubgraph(hub), aSubgraph(hub), aSubgraph(hub)];
  booking.subscribe('booking', 'fleet');
  support.subscribe('support', 'fleet');
  hub.open();
  fleet.publish('fleet', 'a');
  booking.take();
  expect(fleet.answers()).toEqual([]);
  support.take();
  expect(fleet.answers()).toEqual(['events.published 1']);
});

test('a group that subscribes while the system comes up gets what was published before it', () => {
  const hub = eventsHub();
  const [fleet, booking] = [aSubgraph(hub), aSubgraph(hub)];
  fleet.publish('fleet', 'a');
  booking.subscribe('booking', 'fleet');
  hub.open();
  expect(fleet.answers()).toEqual([]);
  booking.take();
  expect(booking.received()).toEqual([['a']]);
  expect(fleet.answers()).toEqual(['events.published 1']);
});

test('an event that is published twice while it waits is delivered once, and both publishes are answered', () => {
  const hub = eventsHub();
  const [fleet, booking] = [aSubgraph(hub), aSubgraph(hub)];
  booking.subscribe('booking', 'fleet');
  hub.open();
  fleet.publish('fleet', 'a');
  fleet.publish('fleet', 'a');
  booking.take();
  expect(booking.received()).toEqual([['a']]);
  expect(fleet.answers()).toEqual(['events.published 1', 'events.published 2']);
});

test('refuses what nobody will take any more, so that it stays in its outbox', () => {
  const hub = eventsHub();
  const [fleet, booking] = [aSubgraph(hub), aSubgraph(hub)];
  booking.subscribe('booking', 'fleet');
  hub.open();
  fleet.publish('fleet', 'a');
  hub.close();
  fleet.publish('fleet', 'b');
  expect(fleet.answers()).toEqual(['events.refused 1', 'events.refused 2']);
});
