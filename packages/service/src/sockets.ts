import { GraphQLError, parse, validate, type DocumentNode, type GraphQLSchema } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import { useServer } from 'graphql-ws/use/ws';
import type { WebSocketServer } from 'ws';
import { bearer, textOf } from './bearer.ts';
import { negotiate } from './language.ts';
import { isUnforeseen, present, Refusal } from './refusal.ts';
import type { RequestScope } from './scope.ts';
import type { ServeOptions } from './serve.ts';
import { traceIdOf } from './trace.ts';
import { verifyInternal, type Viewer } from './viewer.ts';

type Words = Pick<RequestScope, 'language' | 'traceId'>;
type Parameters = Readonly<Record<string, unknown>>;

const asError = (error: unknown): GraphQLError =>
  error instanceof GraphQLError
    ? error
    : new GraphQLError('unforeseen', { originalError: error instanceof Error ? error : new Error(String(error)) });

/** How many documents are remembered: the router sends the same few again and again. */
const remembered = 500;

interface Document {
  text: string;
  parsed: DocumentNode;
}

/** Documents by their text, parsed and validated once: a subscription keeps its own for as long as it lasts, twelve kilobytes for a small one. */
function documents(schema: GraphQLSchema): (text: string) => Document | readonly GraphQLError[] {
  const known = new Map<string, Document>();
  return (text) => {
    const before = known.get(text);
    if (before) return before;
    try {
      const parsed = parse(text, { noLocation: true });
      const errors = validate(schema, parsed);
      if (errors.length > 0) return errors;
      if (known.size >= remembered) known.clear();
      known.set(text, { text, parsed });
      return { text, parsed };
    } catch (error) {
      return [asError(error)];
    }
  };
}

/**
 * Subscriptions (and any operation) over graphql-transport-ws. The router's token comes as `authorization` in connection_init, for
 * the whole socket, or in the `extensions` of an operation, for that one alone, with `acceptLanguage` and `traceparent` beside it.
 */
export function serveSockets<Context extends RequestScope>(
  options: ServeOptions<Context>,
  sockets: WebSocketServer,
): { dispose(): void | Promise<void> } {
  const { schema, internalKey, name, log } = options;
  const documentOf = documents(schema);
  const viewers = new WeakMap<SubscribePayload, Viewer>();
  const words = new WeakMap<SubscribePayload, Words>();
  const viewerBy = (authorization: unknown): Promise<Viewer | null> =>
    verifyInternal(bearer(authorization), internalKey, name).catch(() => null);

  /** Of an operation; the same for all that it answers. */
  const wordsOf = (payload: SubscribePayload, params: Parameters | undefined): Words => {
    const { acceptLanguage, traceparent } = payload.extensions ?? {};
    const found = words.get(payload) ?? {
      language: negotiate(textOf(acceptLanguage ?? params?.['acceptLanguage'])),
      traceId: traceIdOf(textOf(traceparent)),
    };
    words.set(payload, found);
    return found;
  };
  const presented = (errors: readonly unknown[], scope: Words): GraphQLError[] =>
    errors.map(asError).map((error) => {
      if (isUnforeseen(error)) log.error({ err: error.originalError, traceId: scope.traceId }, 'unforeseen');
      const { message, path, extensions } = present(error, scope);
      return new GraphQLError(message, { path: path ?? null, extensions: extensions ?? null });
    });

  return useServer<Record<string, unknown>, { viewer?: Viewer }>(
    {
      schema,
      onConnect: async ({ connectionParams, extra }) => {
        if (connectionParams?.['authorization'] === undefined) return true;
        const viewer = await viewerBy(connectionParams['authorization']);
        if (!viewer) return false;
        extra.viewer = viewer;
        return true;
      },
      onSubscribe: async ({ extra }, _id, payload) => {
        const authorization = payload.extensions?.['authorization'];
        const viewer = authorization === undefined ? extra.viewer : await viewerBy(authorization);
        if (!viewer) return [new Refusal('UNAUTHENTICATED')];
        viewers.set(payload, viewer);
        const document = documentOf(payload.query);
        if (!('parsed' in document)) return document;
        // The payload lives as long as the subscription: neither its text nor its token is needed again.
        Object.assign(payload, { query: document.text, extensions: { ...payload.extensions, authorization: null } });
        const { operationName, variables } = payload;
        return { schema, document: document.parsed, operationName, variableValues: variables };
      },
      context: ({ connectionParams }, _id, payload) => {
        const viewer = viewers.get(payload);
        if (!viewer) throw new Error('operation without viewer');
        return options.context({ viewer, ...wordsOf(payload, connectionParams), headers: {}, setCookie: () => undefined });
      },
      onError: ({ connectionParams }, _id, payload, errors) => presented(errors, wordsOf(payload, connectionParams)),
      onNext: ({ connectionParams }, _id, payload, _args, result) =>
        result.errors ? { ...result, errors: presented(result.errors, wordsOf(payload, connectionParams)) } : result,
    },
    sockets,
  );
}
