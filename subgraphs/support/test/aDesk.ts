import { randomBytes } from 'node:crypto';
import { systemClock } from '@ycyw/service/clock';
import { logger } from '@ycyw/service/log';
import { serve } from '@ycyw/service/serve';
import { testDatabase } from '@ycyw/service/testing/database';
import { testVault } from '@ycyw/service/testing/vault';
import type { Viewer } from '@ycyw/service/viewer';
import { createClient, type Client } from 'graphql-ws';
import { SignJWT } from 'jose';
import { v7 as uuidv7 } from 'uuid';
import { WebSocket } from 'ws';
import { openDesk, schema } from '../src/desk.ts';
import type { Desk } from '../src/graphql/context.ts';

export interface Answer {
  data: Record<string, never> | null;
  code: string | undefined;
  message: string | undefined;
}

type Role = Exclude<Viewer['role'], null>;

/** Somebody who asks with the router's token, over real sockets. */
export interface Person {
  id: string;
  ask(source: string, variables?: Record<string, unknown>): Promise<Answer>;
  live(): Client;
}

export interface TestDesk {
  desk: Desk;
  url: string;
  /** With `claims` in the token, e.g. another region. */
  a(role: Role, claims?: Record<string, unknown>): Promise<Person>;
  stop(): Promise<void>;
}

/** A whole support subgraph on a database of its own, on a free port. */
export async function aDesk(): Promise<TestDesk> {
  const database = await testDatabase('support');
  const log = logger('support', 'silent');
  const { vault, drop: dropVault } = await testVault();
  const desk = await openDesk(database.url, vault, systemClock, log);
  const internalKey = randomBytes(32);
  const context = (scope: Parameters<Parameters<typeof serve>[0]['context']>[0]) => ({ ...scope, ...desk });
  const server = await serve({
    name: 'support',
    port: 0,
    host: '127.0.0.1',
    internalKey,
    schema,
    context,
    ready: () => Promise.resolve(),
    log,
  });
  const clients: Client[] = [];

  async function a(role: Role, claims: Record<string, unknown> = {}): Promise<Person> {
    const id = uuidv7();
    const token = await new SignJWT({ role, region: 'EU', sid: uuidv7(), ...claims })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer('router')
      .setAudience('support')
      .setSubject(id)
      .setIssuedAt()
      .setExpirationTime('60 s')
      .sign(internalKey);
    const authorization = `Bearer ${token}`;
    return {
      id,
      ask: async (query, variables = {}) => {
        const response = await fetch(`http://127.0.0.1:${String(server.port)}/graphql`, {
          method: 'POST',
          headers: { authorization, 'content-type': 'application/json', 'accept-language': 'fr' },
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
          connectionParams: { authorization, acceptLanguage: 'fr' },
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
    url: database.url,
    a,
    stop: async () => {
      for (const client of clients) await client.dispose();
      await server.stop();
      await desk.close();
      await database.drop();
      await dropVault();
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
