import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import type { Live } from '@ycyw/core/live';
import { followMessages } from '@ycyw/core/messageFeed';

export function wait(milliseconds: number, then: () => void): () => void {
  const timer = setTimeout(then, milliseconds);
  return () => {
    clearTimeout(timer);
  };
}

/** A subscription that reports a state, opened again after each break: it begins with the current one, so nothing is missed. */
export function keepOpen<Data, Variables extends Record<string, unknown>>(
  live: Live,
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  receive: (data: Data) => void,
): () => void {
  return followMessages<Data>({
    subscribe: (_after, sink) => live(document, variables, sink),
    resumeAfter: () => 0,
    receive,
    changed: () => undefined,
    wait,
  });
}
