import { GraphQLError } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import type { WebSocketServer } from 'ws';
import { bearer, textOf } from './bearer.ts';
import { negotiate } from './language.ts';
import { isUnforeseen, present } from './refusal.ts';
import type { RequestScope } from './scope.ts';
import type { ServeOptions } from './serve.ts';
import { traceIdOf } from './trace.ts';
import { verifyInternal } from './viewer.ts';

const asError = (error: unknown): GraphQLError =>
  error instanceof GraphQLError
    ? error
    : new GraphQLError('unforeseen', { originalError: error instanceof Error ? error : new Error(String(error)) });

/** Subscriptions (and any operation) over graphql-transport-ws: connection_init carries the router's token as `authorization`. */
export function serveSockets<Context extends RequestScope>(
  options: ServeOptions<Context>,
  sockets: WebSocketServer,
): { dispose(): void | Promise<void> } {
  const { schema, internalKey, name, log } = options;
  const presented = (errors: readonly unknown[], params: Readonly<Record<string, unknown>> | undefined): GraphQLError[] => {
    const scope = { language: negotiate(textOf(params?.['acceptLanguage'])), traceId: traceIdOf(undefined) };
    return errors.map(asError).map((error) => {
      if (isUnforeseen(error)) log.error({ err: error.originalError, traceId: scope.traceId }, 'unforeseen');
      const { message, path, extensions } = present(error, scope);
      return new GraphQLError(message, { path: path ?? null, extensions: extensions ?? null });
    });
  };
  return useServer<Record<string, unknown>, { viewer?: RequestScope['viewer'] }>(
    {
      schema,
      onConnect: async ({ connectionParams, extra }) => {
        const viewer = await verifyInternal(bearer(connectionParams?.['authorization']), internalKey, name).catch(() => null);
        if (!viewer) return false;
        extra.viewer = viewer;
        return true;
      },
      context: ({ connectionParams, extra }) => {
        if (!extra.viewer) throw new Error('socket without viewer');
        return options.context({
          viewer: extra.viewer,
          language: negotiate(textOf(connectionParams?.['acceptLanguage'])),
          traceId: traceIdOf(undefined),
          headers: {},
          setCookie: () => undefined,
        });
      },
      onError: ({ connectionParams }, _id, _payload, errors) => presented(errors, connectionParams),
      onNext: ({ connectionParams }, _id, _payload, _args, result) =>
        result.errors ? { ...result, errors: presented(result.errors, connectionParams) } : result,
    },
    sockets,
  );
}
