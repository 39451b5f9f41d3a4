import type { TypedDocumentNode } from '@graphql-typed-document-node/core';

export type LiveSink<Data> = {
  next: (data: Data) => void;
  /** The server has been reached; items may come from now on. */
  opened: () => void;
  /** Called once, however the subscription ends. */
  closed: () => void;
};

/** Opens one subscription on the graph's socket; returns what ends it. */
export type Live = <Data, Variables extends Record<string, unknown>>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  sink: LiveSink<Data>,
) => () => void;
