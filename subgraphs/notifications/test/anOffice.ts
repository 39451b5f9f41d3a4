import { randomBytes } from 'node:crypto';
import { systemClock } from '@ycyw/service/clock';
import { consume } from '@ycyw/service/inbox';
import { logger } from '@ycyw/service/log';
import { serve } from '@ycyw/service/serve';
import { testDatabase } from '@ycyw/service/testing/database';
import { memoryTransport } from '@ycyw/service/testing/transport';
import { createClient, type Client } from 'graphql-ws';
import { SignJWT } from 'jose';
import { v7 as uuidv7 } from 'uuid';
import { WebSocket } from 'ws';
import { connect } from './database.ts';
import { openOffice, schema } from '../src/office.ts';
import type { Office } from '../src/graphql/context.ts';
import { reactions } from '../src/reactions.ts';

export interface Answer<Data = Record<string, never>> {
  data: Data | null;
  code: string | undefined;
}

/** Somebody who asks with the router's token, over real sockets. */
export interface Person {
  id: string;
  ask<Data>(source: string, variables?: Record<string, unknown>, language?: string): Promise<Answer<Data>>;
  live(): Client;
}

export interface TestOffice {
  office: Office;
  tables: ReturnType<typeof connect>;
  internalKey: Buffer;
  /** A customer of the EU, unless `claims` in the token say otherwise. */
  a(claims?: Record<string, unknown>): Promise<Person>;
  /** Delivers one event, as often as `times`. */
  happens(type: string, payload: Record<string, unknown>, times?: number): Promise<string>;
  /** Delivers events in one batch; their ids. */
  happenTogether(events: readonly [type: string, payload: Record<string, unknown>][]): Promise<string[]>;
  stop(): Promise<void>;
}

/** A whole notifications subgraph on a database of its own, on a free port, without its mail room. */
export async function anOffice(): Promise<TestOffice> {
  const database = await testDatabase('notifications');
  const log = logger('notifications', 'silent');
  const { close, ...office } = await openOffice(database.url, systemClock, log);
  const tables = connect(database.url);
  // Prisma loads its compiler at the first query, which jest forbids between two tests.
  await tables.outbox.count();
  const transport = memoryTransport();
  await consume('notifications', ['booking', 'support', 'identity'], transport, office.db, reactions, log);
  const internalKey = randomBytes(32);
  const server = await serve({
    name: 'notifications',
    port: 0,
    host: '127.0.0.1',
    internalKey,
    schema,
    context: (scope) => ({ ...scope, ...office }),
    ready: () => Promise.resolve(),
    log,
  });
  const clients: Client[] = [];

  async function a(claims: Record<string, unknown> = {}): Promise<Person> {
    const id = uuidv7();
    const token = await new SignJWT({ role: 'CUSTOMER', region: 'EU', sid: uuidv7(), ...claims })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer('router')
      .setAudience('notifications')
      .setSubject(id)
      .setIssuedAt()
      .setExpirationTime('60 s')
      .sign(internalKey);
    const authorization = `Bearer ${token}`;
    return {
      id,
      ask: async <Data>(query: string, variables = {}, language = 'fr'): Promise<Answer<Data>> => {
        const response = await fetch(`http://127.0.0.1:${String(server.port)}/graphql`, {
          method: 'POST',
          headers: { authorization, 'content-type': 'application/json', 'accept-language': language },
          body: JSON.stringify({ query, variables }),
        });
        const { data, errors } = (await response.json()) as { data: Data | null; errors?: { extensions: { code: string } }[] };
        return { data, code: errors?.[0]?.extensions.code };
      },
      live: () => {
        const client = createClient({
          url: `ws://127.0.0.1:${String(server.port)}/graphql`,
          webSocketImpl: WebSocket,
          connectionParams: { authorization, acceptLanguage: 'en' },
          retryAttempts: 0,
        });
        clients.push(client);
        return client;
      },
    };
  }

  return {
    office,
    tables,
    internalKey,
    a,
    happens: async (type, payload, times = 1) => {
      const event = { id: uuidv7(), type, occurredAt: new Date().toISOString(), payload };
      const domain = type.split('.')[0] ?? '';
      for (let n = 0; n < times; n += 1) await transport.publish(domain, [event]);
      return event.id;
    },
    happenTogether: async (events) => {
      const batch = events.map(([type, payload]) => ({ id: uuidv7(), type, occurredAt: new Date().toISOString(), payload }));
      await transport.publish('booking', batch);
      return batch.map(({ id }) => id);
    },
    stop: async () => {
      for (const client of clients) await client.dispose();
      await server.stop();
      await close();
      await tables.$disconnect();
      await database.drop();
    },
  };
}

export const until = async (done: () => boolean | Promise<boolean>): Promise<void> => {
  const end = Date.now() + 45_000;
  while (!(await done())) {
    if (Date.now() > end) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};
