import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, GraphQLError, parse, subscribe, validate, type GraphQLSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { decodeJwt } from 'jose';
import { WebSocketServer } from 'ws';

export interface ToySubgraph {
  name: string;
  typeDefs: string;
  resolvers: Record<string, Record<string, unknown>>;
}

/** Answers so late, or once this has come; or not at all, with this status, by cutting the line or with something else; or hangs up after each answer. */
export interface Misbehaviour {
  delayMs?: number;
  until?: Promise<unknown>;
  status?: number;
  cut?: boolean;
  instead?: (response: ServerResponse) => void;
  hangUp?: boolean;
}

export interface Running {
  name: string;
  url: string;
  /** What arrived, oldest first. */
  requests: { headers: IncomingMessage['headers']; query: string; variables: Record<string, unknown> }[];
  /** connection_init payloads of the WebSockets that came, oldest first. */
  connections: Record<string, unknown>[];
  openSockets: () => number;
  misbehave: (how: Misbehaviour | undefined) => void;
  dropSockets: () => void;
  stop: () => Promise<void>;
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());
const claimsOf = (authorization: unknown): Record<string, unknown> =>
  typeof authorization === 'string' && authorization.startsWith('Bearer ') ? decodeJwt(authorization.slice(7)) : {};

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

const formatted = (error: GraphQLError): object => ({
  ...error.toJSON(),
  extensions: error.extensions['code'] === undefined ? { code: 'INTERNAL_SERVER_ERROR' } : error.extensions,
});

export async function startToy({ name, typeDefs, resolvers }: ToySubgraph): Promise<Running> {
  const schema: GraphQLSchema = buildSubgraphSchema([{ typeDefs: parse(typeDefs), resolvers: resolvers as never }]);
  const requests: Running['requests'] = [];
  const connections: Running['connections'] = [];
  const lines = new Set<Socket>();
  let how: Misbehaviour | undefined;

  // Hung up while somebody starved, a kept connection would be stock's failure: it does not ask again.
  const server = createServer({ keepAliveTimeout: 600_000 }, (request, response) => {
    void (async () => {
      const { query, variables } = JSON.parse(await bodyOf(request)) as { query: string; variables: Record<string, unknown> };
      requests.push({ headers: request.headers, query, variables });
      if (how?.delayMs !== undefined) await wait(how.delayMs);
      await how?.until;
      if (how?.cut) return request.socket.destroy();
      if (how?.status !== undefined) return response.writeHead(how.status).end('<html>at 10.0.0.7</html>');
      if (how?.instead) {
        how.instead(response);
        return undefined;
      }
      if (how?.hangUp) response.on('finish', () => request.socket.end());
      const document = parse(query);
      const faults = validate(schema, document);
      const cookies: string[] = [];
      const contextValue = { claims: claimsOf(request.headers.authorization), headers: request.headers, cookies };
      const result =
        faults.length > 0
          ? { errors: faults, data: undefined }
          : await execute({ schema, document, variableValues: variables, contextValue });
      const body = JSON.stringify({ ...result, ...(result.errors && { errors: result.errors.map(formatted) }) });
      return response
        .writeHead(200, { 'content-type': 'application/json', ...(cookies.length > 0 && { 'set-cookie': cookies }) })
        .end(body);
    })();
  });
  server.on('connection', (socket) => {
    lines.add(socket);
    socket.on('close', () => lines.delete(socket));
  });
  const sockets = new WebSocketServer({ server, path: '/graphql' });
  useServer(
    {
      schema,
      execute: (args) => execute(args),
      subscribe: (args) => subscribe(args),
      context: ({ connectionParams }) => ({ claims: claimsOf(connectionParams?.['authorization']), wait }),
      onConnect: ({ connectionParams }) => void connections.push(connectionParams ?? {}),
    },
    sockets,
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    name,
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/graphql`,
    requests,
    connections,
    openSockets: () => sockets.clients.size,
    misbehave: (next) => (how = next),
    dropSockets: () => {
      for (const socket of sockets.clients) socket.terminate();
    },
    async stop() {
      for (const socket of sockets.clients) socket.terminate();
      for (const line of lines) line.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Starts toys and composes them: what every test of the router stands on. */
export async function startToys(toys: readonly ToySubgraph[]): Promise<{
  running: Record<string, Running>;
  toy: (name: string) => Running;
  supergraph: string;
  stop: () => Promise<void>;
}> {
  const attempts = await Promise.allSettled(toys.map(startToy));
  const started = attempts.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const failed = attempts.find((one) => one.status === 'rejected');
  if (failed) {
    await Promise.all(started.map((one) => one.stop()));
    throw failed.reason;
  }
  const services = toys.map(({ name, typeDefs }, index) => ({ name, url: started[index]?.url ?? '', typeDefs: parse(typeDefs) }));
  const composed = composeServices(services);
  if (composed.errors) {
    await Promise.all(started.map((one) => one.stop()));
    throw new Error(composed.errors.map(({ message }) => message).join('\n'));
  }
  return {
    running: Object.fromEntries(started.map((one) => [one.name, one])),
    toy: (name) => {
      const found = started.find((one) => one.name === name);
      if (!found) throw new Error(`no toy ${name}`);
      return found;
    },
    supergraph: composed.supergraphSdl,
    stop: async () => {
      await Promise.all(started.map((one) => one.stop()));
    },
  };
}
