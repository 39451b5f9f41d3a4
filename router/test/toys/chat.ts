import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { GraphQLError, parse } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { decodeJwt } from 'jose';
import { WebSocketServer } from 'ws';

/** A message as the subgraph keeps it; `sequence` counts from 1 in its topic. */
interface Message {
  id: string;
  sequence: number;
  /** Whom its topic belongs to. */
  to: string;
  sentAt: number;
  body: string;
  author: { __typename: 'User'; id: string };
}

export interface Chat {
  url: string;
  supergraph: string;
  /** As it is after a later composition, with one field more: Query.second. */
  laterSupergraph: string;
  /** How often the people were asked for. */
  asked: { people: number };
  /** Everything that runs at the subgraph now, and all that ever ran. */
  subscriptions: { open: number; opened: number };
  sockets: { open: number; most: number };
  /** Claims with which each subscription came, oldest first. */
  claims: Record<string, unknown>[];
  /** Appends to a topic (`room` is everybody's, `chat NAME` and `news NAME` are one user's) and tells who follows it. */
  publish: (topic: string, body?: string) => void;
  /** As if the process were killed: every connection is cut, nothing listens. What was published stays. */
  kill: () => Promise<void>;
  restart: () => Promise<void>;
  stop: () => Promise<void>;
}

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])`;
const people = `${link} type Query { people: [User] } type User @key(fields: "id") { id: ID! name: String! }`;
const chat = (query: string): string => `${link}
  type Query { ${query} }
  type Subscription { room(after: Int): Message! lobby: Message! mine(after: Int): Message! news(after: Int): Message! }
  type Message { id: ID! sequence: Int! to: ID! sentAt: Float! body: String! author: User! }
  type User @key(fields: "id", resolvable: false) { id: ID! }`;

export const now = (): number => performance.timeOrigin + performance.now();

class Topic {
  readonly messages: Message[] = [];
  readonly followers = new Set<() => void>();
}

/** Follows a topic from after the message of that sequence. A generator could not be returned while it waits. */
function follow(topic: Topic, after: number, field: string, left: () => void): AsyncGenerator<Record<string, Message>> {
  let at = after;
  let over = false;
  let wake: () => void = () => undefined;
  const heard = (): void => {
    wake();
  };
  topic.followers.add(heard);
  const end = (): Promise<IteratorReturnResult<undefined>> => {
    if (!over) left();
    over = true;
    topic.followers.delete(heard);
    wake();
    return Promise.resolve({ done: true, value: undefined });
  };
  const stream = {
    async next(): Promise<IteratorResult<Record<string, Message>>> {
      for (;;) {
        const message = topic.messages[at];
        if (over) return end();
        if (message) {
          at += 1;
          return { done: false, value: { [field]: message } };
        }
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
    return: end,
    throw: end,
    [Symbol.asyncIterator]: () => stream,
    [Symbol.asyncDispose]: () => end().then(() => undefined),
  };
  return stream as never;
}

const claimsOf = (authorization: unknown): Record<string, unknown> =>
  typeof authorization === 'string' ? decodeJwt(authorization.replace('Bearer ', '')) : {};

/** A chat whose subgraph takes authority with the operation or with the socket, and the people who speak in it. */
export async function startChat(): Promise<Chat> {
  const topics = new Map<string, Topic>();
  const topicOf = (name: string): Topic => {
    const topic = topics.get(name) ?? new Topic();
    topics.set(name, topic);
    return topic;
  };
  const subscriptions = { open: 0, opened: 0 };
  const sockets = { open: 0, most: 0 };
  const claims: Record<string, unknown>[] = [];
  type Context = Record<string, unknown>;
  const field = (name: string, topicBy: (claims: Context) => string) => ({
    subscribe: (_: unknown, { after }: { after?: number }, viewer: Context) => {
      const topic = topicOf(topicBy(viewer));
      subscriptions.open += 1;
      subscriptions.opened += 1;
      claims.push(viewer);
      return follow(topic, after ?? topic.messages.length, name, () => (subscriptions.open -= 1));
    },
  });
  const own =
    (kind: string) =>
    ({ sub }: Context): string => {
      if (typeof sub !== 'string') throw new GraphQLError('Sign in.', { extensions: { code: 'UNAUTHENTICATED' } });
      return `${kind} ${sub}`;
    };
  const schema = buildSubgraphSchema([
    {
      typeDefs: parse(chat('first: Int second: Int')),
      resolvers: {
        Query: { first: () => 1, second: () => 2 },
        Subscription: {
          room: field('room', () => 'room'),
          lobby: field('lobby', () => 'room'),
          mine: field('mine', own('chat')),
          news: field('news', own('news')),
        },
      } as never,
    },
  ]);

  async function serve(port: number): Promise<{ port: number; kill: () => Promise<void> }> {
    const server = createServer((request, response) => {
      request.resume();
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":{"first":1,"second":2}}');
    });
    const live = new WebSocketServer({ server, path: '/graphql' });
    live.on('connection', (socket) => {
      sockets.open += 1;
      sockets.most = Math.max(sockets.most, sockets.open);
      socket.on('close', () => (sockets.open -= 1));
    });
    useServer(
      {
        schema,
        context: ({ connectionParams }, _id, { extensions }) =>
          claimsOf(extensions?.['authorization'] ?? connectionParams?.['authorization']),
      },
      live,
    );
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    return {
      port: (server.address() as AddressInfo).port,
      kill: async () => {
        for (const socket of live.clients) socket.terminate();
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      },
    };
  }

  let serving = await serve(0);
  const asked = { people: 0 };
  // Answers what the router asks without executing it: where a thousand are served, the toys must not be what is slow.
  const speakers = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      asked.people += 1;
      const { variables } = JSON.parse(Buffer.concat(chunks).toString()) as { variables: { representations: { id: string }[] } };
      const _entities = variables.representations.map(({ id }) => ({ name: `${id} by name` }));
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data: { _entities } }));
    });
  });
  await new Promise<void>((resolve) => speakers.listen(0, '127.0.0.1', resolve));
  const composed = (query: string): string => {
    const url = `http://127.0.0.1:${String(serving.port)}/graphql`;
    const { supergraphSdl, errors } = composeServices([
      { name: 'chat', url, typeDefs: parse(chat(query)) },
      { name: 'people', url: `http://127.0.0.1:${String((speakers.address() as AddressInfo).port)}/graphql`, typeDefs: parse(people) },
    ]);
    if (supergraphSdl === undefined) throw new Error(errors.map(({ message }) => message).join());
    return supergraphSdl;
  };

  return {
    url: `http://127.0.0.1:${String(serving.port)}/graphql`,
    supergraph: composed('first: Int'),
    laterSupergraph: composed('first: Int second: Int'),
    asked,
    subscriptions,
    sockets,
    claims,
    publish(name, body = 'Bonjour, où êtes-vous ? I am waiting at the desk.') {
      const topic = topicOf(name);
      const sequence = topic.messages.length + 1;
      const to = name.split(' ')[1] ?? '';
      const author = { __typename: 'User' as const, id: `u${String(sequence % 7)}` };
      topic.messages.push({ id: `${name} ${String(sequence)}`, sequence, to, sentAt: now(), body, author });
      for (const heard of topic.followers) heard();
    },
    kill: () => serving.kill(),
    restart: async () => {
      serving = await serve(serving.port);
    },
    stop: async () => {
      await serving.kill();
      speakers.closeAllConnections();
      await new Promise((resolve) => speakers.close(resolve));
    },
  };
}
