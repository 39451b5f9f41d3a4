/** JSON objects as they come from subgraphs; keys are response keys of the operation, or of the planner's own. */
export type JsonObject = Record<string, unknown>;

/** Response keys from the root of the data; '@' stands for every element of a list. */
export type PathPattern = readonly string[];
export type ResponsePath = readonly (string | number)[];

export interface RequiredField {
  kind: 'Field';
  name: string;
  selections?: Required[];
}
export interface RequiredFragment {
  kind: 'InlineFragment';
  on: string | undefined;
  selections: Required[];
}
export type Required = RequiredField | RequiredFragment;

/** Path elements are response keys, or `... on Type` where only objects of that type are meant. */
export type Rewrite =
  { kind: 'ValueSetter'; path: readonly string[]; value: unknown } | { kind: 'KeyRenamer'; path: readonly string[]; renameTo: string };

export interface Fetch {
  kind: 'Fetch';
  subgraph: string;
  operation: 'query' | 'mutation' | 'subscription';
  query: string;
  operationName: string | undefined;
  /** The request's JSON up to and including `"variables":{`, made once. */
  head: string;
  variables: readonly string[];
  /** Present when entities are fetched: what a representation is built from. */
  requires: readonly Required[] | undefined;
  inputRewrites: readonly Rewrite[];
  outputRewrites: readonly Rewrite[];
  /** Response keys at the root of what the subgraph answers. */
  keys: readonly string[];
}

export type PlanNode =
  | Fetch
  | { kind: 'Sequence'; nodes: readonly PlanNode[] }
  | { kind: 'Parallel'; nodes: readonly PlanNode[] }
  | { kind: 'Flatten'; path: PathPattern; node: PlanNode }
  | { kind: 'Condition'; variable: string; then: PlanNode | undefined; otherwise: PlanNode | undefined };

export type Plan = { kind: 'Operation'; node: PlanNode | undefined } | { kind: 'Subscription'; primary: Fetch; rest: PlanNode | undefined };

/** The names of the subgraphs that `node` may ask. */
export function subgraphsOf(node: PlanNode): string[] {
  const below = (nodes: readonly (PlanNode | undefined)[]): string[] => [
    ...new Set(nodes.flatMap((child) => (child ? subgraphsOf(child) : []))),
  ];
  switch (node.kind) {
    case 'Fetch':
      return [node.subgraph];
    case 'Flatten':
      return subgraphsOf(node.node);
    case 'Condition':
      return below([node.then, node.otherwise]);
    default:
      return below(node.nodes);
  }
}
