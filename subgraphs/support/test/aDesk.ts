import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { objectsAt } from '@ycyw/service/files/objects';
import { systemClock, type Clock } from '@ycyw/service/clock';
import { logger, type Logger } from '@ycyw/service/log';
import { serve, type Route } from '@ycyw/service/serve';
import { testDatabase } from '@ycyw/service/testing/database';
import { testVault } from '@ycyw/service/testing/vault';
import type { Viewer } from '@ycyw/service/viewer';
import { createClient, type Client } from 'graphql-ws';
import { SignJWT } from 'jose';
import { v7 as uuidv7 } from 'uuid';
import { WebSocket } from 'ws';
import { startObjects } from '../../../local/objects/store.ts';
import { openDesk, schema } from '../src/desk.ts';
import { connect } from './database.ts';
import type { CallMeans, Desk } from '../src/actions/desk.ts';
import type { Translator } from '../src/translator/translator.ts';

export interface Answer {
  data: Record<string, never> | null;
  code: string | undefined;
  message: string | undefined;
}

type Role = Exclude<Viewer['role'], null>;

/** Somebody who asks with the router's token, over real sockets. */
export interface Person {
  id: string;
  ask(source: string, variables?: Record<string, unknown>, language?: string): Promise<Answer>;
  live(): Client;
}

export interface TestDesk {
  desk: Desk;
  /** To look at the tables. */
  db: ReturnType<typeof connect>;
  url: string;
  /** Where the objects of the store lie. */
  objects: string;
  /** Of the store of personal keys. */
  keysUrl: string;
  /** Where it answers over HTTP. */
  origin: string;
  /** With `claims` in the token, e.g. another region. Staff may hold twenty conversations, and have no status: nothing is given to them. */
  a(role: Role, claims?: Record<string, unknown>): Promise<Person>;
  /** Somebody who has not signed in. */
  anonymous(claims?: Record<string, unknown>): Promise<Person>;
  stop(): Promise<void>;
}

interface Means {
  clock?: Clock;
  calls?: CallMeans;
  translator?: Translator | null;
  patienceMs?: number;
  routes?: (desk: Desk) => Record<string, Route>;
  log?: Logger;
}

/** A whole support subgraph on a database of its own, on a free port; with routes beside the graph where given. */
export async function aDesk({
  clock = systemClock,
  calls = { turn: null, relayOnly: false },
  translator = null,
  patienceMs,
  routes = () => ({}),
  log = logger('support', 'silent'),
}: Means = {}): Promise<TestDesk> {
  const database = await testDatabase('support');
  const { vault, url: keysUrl, drop: dropVault } = await testVault();
  const folder = await mkdtemp(path.join(tmpdir(), 'objects-'));
  const bucket = { bucket: 'support', keyId: 'support', secret: randomBytes(16).toString('hex') };
  const store = await startObjects({ port: 0, folder, ...bucket });
  const objects = objectsAt({ url: `http://127.0.0.1:${String(store.port)}`, region: 'us-east-1', ...bucket });
  const files = { objects, signingKey: randomBytes(32), scanner: null };
  const desk = await openDesk({ databaseUrl: database.url, vault, clock, calls, log, files, translator, patienceMs, strict: true });
  const db = connect(database.url);
  const internalKey = randomBytes(32);
  const context = (scope: Parameters<Parameters<typeof serve>[0]['context']>[0]) => ({ ...scope, ...desk });
  const server = await serve({
    name: 'support',
    port: 0,
    host: '127.0.0.1',
    internalKey,
    schema,
    context,
    routes: routes(desk),
    ready: () => Promise.resolve(),
    log,
  });
  const clients: Client[] = [];

  const a = (role: Role, claims: Record<string, unknown> = {}): Promise<Person> =>
    somebody({ role, region: 'EU', sid: uuidv7(), ...claims, sub: uuidv7() });

  async function somebody(claims: Record<string, unknown>): Promise<Person> {
    const id = typeof claims['sub'] === 'string' ? claims['sub'] : '';
    // As the router does: anew for each request, good for a minute.
    const authorization = async (): Promise<string> => {
      const token = await new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuer('router')
        .setAudience('support')
        .setIssuedAt()
        .setExpirationTime('60 s')
        .sign(internalKey);
      return `Bearer ${token}`;
    };
    // Who holds more than the usual three: tests of capacity say otherwise.
    if (['AGENT', 'MANAGER', 'ADMIN'].includes(String(claims['role']))) {
      const region = typeof claims['region'] === 'string' ? claims['region'] : 'EU';
      await db.agent.upsert({
        where: { userId: id },
        create: { userId: id, region, languages: ['fr', 'en'], capacity: 20 },
        update: { region },
      });
    }
    return {
      id,
      ask: async (query, variables = {}, language = 'fr') => {
        const response = await fetch(`http://127.0.0.1:${String(server.port)}/graphql`, {
          method: 'POST',
          headers: { authorization: await authorization(), 'content-type': 'application/json', 'accept-language': language },
          body: JSON.stringify({ query, variables }),
        });
        const { data, errors } = (await response.json()) as {
          data: Answer['data'];
          errors?: { message: string; extensions: { code: string } }[];
        };
        return { data, code: errors?.[0]?.extensions.code, message: errors?.[0]?.message };
      },
      live: () => {
        const client = createClient({
          url: `ws://127.0.0.1:${String(server.port)}/graphql`,
          webSocketImpl: WebSocket,
          connectionParams: async () => ({ authorization: await authorization(), acceptLanguage: 'fr' }),
          retryAttempts: 0,
          lazy: true,
        });
        clients.push(client);
        return client;
      },
    };
  }

  return {
    desk,
    db,
    url: database.url,
    objects: path.join(folder, bucket.bucket),
    keysUrl,
    origin: `http://127.0.0.1:${String(server.port)}`,
    a,
    anonymous: (claims = {}) => somebody({ region: 'EU', ...claims }),
    stop: async () => {
      for (const client of clients) await client.dispose();
      await server.stop();
      await desk.close();
      await db.$disconnect();
      await database.drop();
      await dropVault();
      await store.stop();
      await rm(folder, { recursive: true });
    },
  };
}

export const START = /* GraphQL */ `
  mutation ($input: StartConversationInput!) {
    startConversation(input: $input) {
      id
      ticket
      subject
      state
      lastSequence
      queuePosition
      unread
      customer {
        id
      }
      agent {
        id
      }
      booking {
        id
      }
      messages(last: 1) {
        totalCount
        edges {
          node {
            sequence
            body
            party
            clientId
            author {
              id
            }
          }
        }
      }
    }
  }
`;
export const SEND = /* GraphQL */ `
  mutation ($input: SendMessageInput!) {
    sendMessage(input: $input) {
      id
      sequence
      body
      party
      sentAt
      clientId
      author {
        id
      }
    }
  }
`;
export const TAKE = /* GraphQL */ `
  mutation ($id: ID) {
    takeConversation(id: $id) {
      id
      state
      agent {
        id
      }
      queuePosition
    }
  }
`;

/** A conversation that `customer` has just opened. */
export async function aConversation(customer: Person, input: Record<string, unknown> = {}): Promise<string> {
  const opening = { subject: 'Problème réservation décapotable', body: 'Bonjour', clientId: uuidv7(), ...input };
  const { data, message } = await customer.ask(START, { input: opening });
  if (!data) throw new Error(message);
  const { id } = data['startConversation'] as unknown as { id: string };
  return id;
}

export const send = (person: Person, conversationId: string, body: string, clientId: string = uuidv7()): Promise<Answer> =>
  person.ask(SEND, { input: { conversationId, body, clientId } });

/** The answer's field of that name; throws the refusal's sentence when there is none. */
export const field = <T>({ data, message }: Pick<Answer, 'message'> & { data: Record<string, T> | null }, name: string): T => {
  const value = data?.[name];
  if (value === undefined) throw new Error(message);
  return value;
};

/** The people of a desk: customers, agents and a manager. */
export type Staffed = Record<'claire' | 'sam' | 'marie' | 'leo' | 'noah', Person>;

export async function staffed({ a }: Pick<TestDesk, 'a'>): Promise<Staffed> {
  const [claire, sam, marie, leo, noah] = await Promise.all([a('CUSTOMER'), a('CUSTOMER'), a('AGENT'), a('AGENT'), a('MANAGER')]);
  return { claire, sam, marie, leo, noah };
}

/** As it was before anybody wrote, and nobody is there. */
export async function emptied({ db }: Pick<TestDesk, 'db'>): Promise<void> {
  await db.$executeRaw`TRUNCATE conversation CASCADE`;
  await db.$executeRaw`TRUNCATE presence`;
  await db.$executeRaw`UPDATE agent SET status = NULL, capacity = 20`;
}

/** A conversation of a customer's that one of the staff has taken. */
export async function aTakenConversation(customer: Person, by: Person): Promise<string> {
  const id = await aConversation(customer);
  await by.ask(TAKE, { id });
  return id;
}

/** Says that somebody of the staff is there. */
export const there = (who: Person): Promise<Answer> => who.ask('mutation { setDeskStatus(status: AVAILABLE) { load } }');

export const RESOLVE = 'mutation ($id: ID!) { resolveConversation(id: $id) { id state agent { id } } }';
export const SNOOZE = 'mutation ($id: ID!, $until: DateTime!) { snoozeConversation(id: $id, until: $until) { state snoozedUntil } }';
export const RATE =
  'mutation ($id: ID!, $rating: Int!, $comment: String) { rateConversation(id: $id, rating: $rating, comment: $comment) { rating ratingComment } }';
