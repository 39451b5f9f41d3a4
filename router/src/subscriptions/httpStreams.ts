import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { Authenticate } from '../auth/authentication.ts';
import type { Configuration } from '../configuration.ts';
import { networkOf } from '../edge/clientAddress.ts';
import { say } from '../edge/messages.ts';
import { present, Refusal, type ClientError } from '../edge/refusal.ts';
import type { Scope } from '../edge/scope.ts';
import type { Engine, GraphQLRequest } from '../execution/engine.ts';
import type { Run } from '../execution/operations.ts';
import type { Occupancy } from '../guard/occupancy.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import type { Subgraphs } from '../traffic/subgraphs.ts';
import { createOutbox } from './outbox.ts';
import type { Watch } from './sharing.ts';
import { framings, type StreamType } from './streamType.ts';
import type { Tenures } from './tenures.ts';

/** Subscriptions as answers over HTTP that go on: server-sent events and multipart. */
export function createHttpStreams(parts: {
  watch: Watch;
  tenures: Tenures;
  authenticate: Authenticate;
  seats: Occupancy;
  configuration: Configuration;
  telemetry: Pick<Telemetry, 'observer'>;
  log: Logger;
}) {
  const { limits } = parts.configuration;
  const open = new Set<() => void>();

  return {
    /** Answers `request` with the events of a subscription; refuses with 429 when the address holds as many as it may. */
    handle(asked: {
      request: IncomingMessage;
      response: ServerResponse;
      type: StreamType;
      engine: Engine;
      subgraphs: Subgraphs;
      graphql: GraphQLRequest;
      run: Run;
      scope: Scope;
    }): void {
      const { response, scope, type } = asked;
      // Who left while we looked whether to believe them is never heard to close.
      if (response.destroyed) return;
      const framing = framings[type];
      const network = networkOf(scope.clientAddress);
      if (!parts.seats.enter(network)) throw new Refusal(429, 'RATE_LIMITED', 'tooManySockets', String(limits.socketsPerAddress));
      response.once('close', () => {
        parts.seats.leave(network);
      });
      response.writeHead(200, {
        'content-type': framing.contentType,
        'cache-control': 'no-cache, no-transform',
        'x-content-type-options': 'nosniff',
        'x-accel-buffering': 'no',
      });
      const outbox = createOutbox({
        stream: response,
        limitBytes: limits.socketBufferBytes,
        stallMs: limits.slowReaderMs,
        onSlow: (reason) => {
          parts.log.info({ reason, traceId: scope.traceId }, 'slow reader cut off');
          response.destroy();
        },
        onCaughtUp: () => {
          watched.caughtUp();
        },
      });
      outbox.send([framing.begin]);
      let over = false;
      const end = (errors: readonly ClientError[]): void => {
        if (over) return;
        over = true;
        if (errors.length > 0) outbox.send([framing.error(errors)]);
        outbox.send([framing.end]);
        if (outbox.behind()) response.destroy();
        else response.end();
      };
      const watched = parts.watch(
        { ...asked, request: asked.graphql },
        {
          next: (answer, replayed) => {
            outbox.send([framing.head, answer, framing.tail], !replayed);
          },
          end,
          behind: outbox.behind,
        },
      );
      const tenure = parts.tenures.hold(scope.identity, {
        again: () => parts.authenticate(scope.headers.authorization),
        onEnd: (why) => {
          const refusal =
            why === 'expired' ? new Refusal(401, 'TOKEN_EXPIRED', 'expiredToken') : new Refusal(401, 'UNAUTHENTICATED', 'badToken');
          end([present(refusal, scope)]);
        },
      });
      const heartbeat = setInterval(() => {
        if (!outbox.behind()) outbox.send([framing.heartbeat]);
      }, framing.heartbeatMs);
      const drain = (): void => {
        end([{ message: say('lost', scope.language), extensions: { code: 'INTERNAL', traceId: scope.traceId, resubscribe: true } }]);
      };
      open.add(drain);
      response.once('close', () => {
        over = true;
        open.delete(drain);
        clearInterval(heartbeat);
        tenure.release();
        outbox.close();
        watched.leave();
        parts.telemetry.observer.answered(scope, { transport: type === 'multipart/mixed' ? 'multipart' : 'sse', status: 200 });
      });
    },
    /** Ends every stream; clients subscribe again. */
    close(): void {
      for (const drain of [...open]) drain();
    },
  };
}
