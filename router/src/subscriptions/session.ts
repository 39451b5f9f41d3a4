import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { WebSocket } from 'ws';
import type { Authenticate } from '../auth/authentication.ts';
import type { Identity } from '../auth/identity.ts';
import type { Configuration } from '../configuration.ts';
import type { ClientAddress } from '../edge/clientAddress.ts';
import { headersOfConnection } from '../edge/headers.ts';
import { masked, present, Refusal, type ClientError } from '../edge/refusal.ts';
import { createScope, trace, type Scope } from '../edge/scope.ts';
import type { Engine, GraphQLRequest } from '../execution/engine.ts';
import type { Run } from '../execution/operations.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import type { Shedding } from '../traffic/shedding.ts';
import type { Subgraphs } from '../traffic/subgraphs.ts';
import { closing, reasonOf } from './closing.ts';
import { readMessage, type ClientMessage } from './message.ts';
import { createOutbox } from './outbox.ts';
import type { Watch } from './sharing.ts';
import type { Tenure, Tenures } from './tenures.ts';
import { textFrame } from './textFrame.ts';

export interface SessionParts {
  engine: () => Engine;
  subgraphs: () => Subgraphs;
  watch: Watch;
  tenures: Tenures;
  authenticate: Authenticate;
  addressOf: ClientAddress;
  configuration: Configuration;
  telemetry: Pick<Telemetry, 'observer' | 'tracer'>;
  shedding: Pick<Shedding, 'enter' | 'leave'>;
  log: Logger;
}

interface Operation {
  stop: () => void;
  caughtUp: () => void;
}

/** How long a client may take for connection_init. */
const initMs = 5000;
/** connection_init carries a token and a language. */
const longestInit = 32_768;
const closingBrace = Buffer.from('}');
const bearer = ({ authorization }: Readonly<Record<string, unknown>>): string | undefined =>
  typeof authorization === 'string' ? authorization : undefined;

/**
 * One client over graphql-transport-ws. `transport` is what lies under `socket`: frames that many clients share are written to
 * it directly, each whole and at once, as ws itself writes where nothing is compressed.
 */
export function openSession(parts: SessionParts, socket: WebSocket, transport: Duplex, request: IncomingMessage): void {
  const { limits } = parts.configuration;
  const { log } = parts;
  const operations = new Map<string, Operation>();
  let initialised = false;
  let identity: Identity | undefined;
  let authorization: string | undefined;
  let acceptLanguage: unknown;
  let tenure: Tenure | undefined;

  const isOpen = (): boolean => socket.readyState === WebSocket.OPEN;
  const close = (code: number, reason: string): void => {
    socket.close(code, reasonOf(reason));
  };

  const outbox = createOutbox({
    stream: transport,
    limitBytes: limits.socketBufferBytes,
    stallMs: limits.slowReaderMs,
    onSlow: (reason) => {
      close(closing.slowReader, `This reader is too slow: ${reason}`);
      stopAll();
      // Who does not read does not see the close frame either.
      setTimeout(() => {
        socket.terminate();
      }, 1000).unref();
    },
    onCaughtUp: () => {
      for (const { caughtUp } of operations.values()) caughtUp();
    },
  });

  function stopAll(): void {
    for (const { stop } of operations.values()) stop();
    operations.clear();
  }

  const tell = (scope: Scope): void => {
    parts.telemetry.observer.answered(scope, { transport: 'websocket', status: undefined });
  };
  const write = (payload: readonly Buffer[], counted = true): void => {
    if (isOpen()) outbox.send(textFrame(payload), counted);
  };
  const say = (message: object): void => {
    write([Buffer.from(JSON.stringify(message))]);
  };

  function refusedAuthority(error: unknown): void {
    if (!(error instanceof Refusal)) throw error;
    if (error.code === 'TOKEN_EXPIRED') close(closing.forbidden, 'TOKEN_EXPIRED');
    else if (error.status === 401) close(closing.unauthorized, 'UNAUTHENTICATED');
    else close(closing.tryAgain, 'Try again later');
  }

  async function initialise(payload: Readonly<Record<string, unknown>>): Promise<void> {
    if (initialised) {
      close(closing.tooManyInits, 'Too many initialisation requests');
      return;
    }
    initialised = true;
    acceptLanguage = payload['acceptLanguage'];
    authorization = bearer(payload);
    try {
      const found = await parts.authenticate(authorization);
      if (!isOpen()) return;
      identity = found;
    } catch (error) {
      refusedAuthority(error);
      return;
    }
    tenure = parts.tenures.hold(identity, {
      again: () => parts.authenticate(authorization),
      onEnd: (why) => {
        close(closing.forbidden, why === 'expired' ? 'TOKEN_EXPIRED' : 'SESSION_REVOKED');
      },
    });
    say({ type: 'connection_ack' });
  }

  /** A newer token of the same identity: what runs keeps its authority, which must not have changed. */
  async function renew(newer: string): Promise<void> {
    try {
      const next = await parts.authenticate(newer);
      if (!isOpen()) return;
      if (identity?.key !== next.key || JSON.stringify(identity.party) !== JSON.stringify(next.party)) {
        close(closing.forbidden, 'This token speaks for somebody else');
        return;
      }
      identity = next;
      authorization = newer;
      tenure?.renew(next);
    } catch (error) {
      refusedAuthority(error);
      return;
    }
    say({ type: 'pong' });
  }

  function scopeOf(by: Identity, signal: AbortSignal): Scope {
    return createScope({
      identity: by,
      headers: headersOfConnection(request.headers, acceptLanguage),
      clientAddress: parts.addressOf(request),
      traceparent: trace(undefined, parts.telemetry.tracer.samples),
      signal,
      timeoutMs: parts.configuration.requestTimeoutMs,
    });
  }

  function watch(id: string, asked: Parameters<Watch>[0]): void {
    const { scope } = asked;
    const prefix = Buffer.from(`{"id":${JSON.stringify(id)},"type":"next","payload":`);
    const watched = parts.watch(asked, {
      next: (answer, replayed) => {
        write([prefix, answer, closingBrace], !replayed);
      },
      end: (errors) => {
        operations.delete(id);
        end(id, errors);
        tell(scope);
      },
      behind: outbox.behind,
    });
    const stop = (): void => {
      watched.leave();
      tell(scope);
    };
    operations.set(id, { stop, caughtUp: watched.caughtUp });
  }

  function end(id: string, errors: readonly ClientError[]): void {
    say(errors.length > 0 ? { id, type: 'error', payload: errors } : { id, type: 'complete' });
  }

  async function run(id: string, asked: { engine: Engine; run: Run; scope: Scope }, operation: Operation): Promise<void> {
    const { text } = await asked.engine.execute(asked.run, asked.scope);
    tell(asked.scope);
    // The client may have completed it, and used the id again.
    if (operations.get(id) !== operation) return;
    operations.delete(id);
    write([Buffer.from(`{"id":${JSON.stringify(id)},"type":"next","payload":${text}}`)]);
    end(id, []);
  }

  async function subscribe(id: string, graphql: GraphQLRequest): Promise<void> {
    if (!identity) {
      close(closing.unauthorized, 'Unauthorized');
      return;
    }
    if (operations.has(id)) {
      close(closing.subscriberExists, `Subscriber for ${id} already exists`);
      return;
    }
    const gone = new AbortController();
    const scope = scopeOf(identity, gone.signal);
    const admitted = parts.shedding.enter();
    let own: Operation | undefined;
    try {
      if (!admitted) throw new Refusal(503, 'OVERLOADED', 'overloaded', '1');
      if (operations.size >= limits.subscriptionsPerSocket) {
        throw new Refusal(400, 'TOO_COSTLY', 'tooCostly', `operations > ${String(limits.subscriptionsPerSocket)}`);
      }
      const engine = parts.engine();
      const subgraphs = parts.subgraphs();
      const prepared = engine.prepare(graphql, scope);
      if (prepared.kind === 'Rejected') {
        end(id, prepared.errors);
        tell(scope);
        return;
      }
      const kind: string = prepared.run.operation.definition.operation;
      if (kind === 'subscription') {
        watch(id, { engine, subgraphs, request: graphql, run: prepared.run, scope });
        return;
      }
      const operation = { stop: () => void gone.abort(), caughtUp: () => undefined };
      own = operation;
      operations.set(id, operation);
      // What a mutation has begun it ends.
      const lasting = kind === 'mutation' ? { ...scope, signal: undefined } : scope;
      await run(id, { engine, run: prepared.run, scope: lasting }, operation);
    } catch (error) {
      if (!(error instanceof Refusal)) log.error({ err: error, traceId: scope.traceId }, 'request failed');
      if (operations.get(id) === own) operations.delete(id);
      scope.work.code = error instanceof Refusal ? error.code : 'INTERNAL';
      tell(scope);
      end(id, [error instanceof Refusal ? present(error, scope) : masked(scope)]);
    } finally {
      if (admitted) parts.shedding.leave();
    }
  }

  async function handle(message: ClientMessage): Promise<void> {
    switch (message.type) {
      case 'connection_init':
        return initialise(message.payload);
      case 'ping': {
        const newer = message.payload && bearer(message.payload);
        if (identity && newer !== undefined) return renew(newer);
        say({ type: 'pong', ...(message.payload && newer === undefined && { payload: message.payload }) });
        return;
      }
      case 'pong':
        return;
      case 'subscribe':
        return subscribe(message.id, message.request);
      case 'complete': {
        const operation = operations.get(message.id);
        operations.delete(message.id);
        operation?.stop();
      }
    }
  }

  function receive(data: Buffer, isBinary: boolean): void {
    if (!isOpen()) return;
    if (!identity && data.length > longestInit) {
      close(closing.tooLong, 'connection_init is too long');
      return;
    }
    let message: ClientMessage;
    try {
      if (isBinary) throw new Error('Invalid message received');
      message = readMessage(data.toString('utf8'));
    } catch (error) {
      close(closing.badRequest, error instanceof Error ? error.message : '');
      return;
    }
    handle(message).catch((error: unknown) => {
      log.error({ err: error }, 'socket failed');
      close(closing.internal, 'Internal server error');
    });
  }

  const patience = setTimeout(() => {
    // What arrived while this process was too busy to read is read first.
    setImmediate(() => {
      if (!initialised) close(closing.initTimeout, 'Connection initialisation timeout');
    });
  }, initMs);
  socket.on('message', receive);
  socket.once('close', () => {
    clearTimeout(patience);
    tenure?.release();
    outbox.close();
    stopAll();
  });
}
