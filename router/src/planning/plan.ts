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

export interface KeyRenamer {
  kind: 'KeyRenamer';
  path: readonly string[];
  renameTo: string;
}
/** Path elements are response keys, or `... on Type` where only objects of that type are meant. */
export type Rewrite = { kind: 'ValueSetter'; path: readonly string[]; value: unknown } | KeyRenamer;

/** The types that a subgraph defines, and of each its keys: the fields at the top of each. */
export type Entities = ReadonlyMap<string, readonly (readonly string[])[]>;

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
  /** Of the subgraph: nothing else can be asked of it by a representation. */
  entities: Entities;
  /** Type names in the subgraph's answers that do not tell an object's type: those of its interface objects. Undefined for none. */
  vague: ReadonlySet<string> | undefined;
  /** Response keys at the root of what the subgraph answers. */
  keys: readonly string[];
}

export interface Deferred {
  label: string | undefined;
  /** Where its fragment stands: response keys, without list indices. */
  path: PathPattern;
  /** What of the operation is in this part: a selection set in text, on the object at `path`. */
  selection: string | undefined;
  /** Nothing where the data has come with what it depends on. */
  node: PlanNode | undefined;
}

export type PlanNode =
  | Fetch
  | { kind: 'Sequence'; nodes: readonly PlanNode[] }
  | { kind: 'Parallel'; nodes: readonly PlanNode[] }
  | { kind: 'Flatten'; path: PathPattern; node: PlanNode }
  | { kind: 'Condition'; variable: string; then: PlanNode | undefined; otherwise: PlanNode | undefined }
  | {
      kind: 'Defer';
      /** `selection` is what the first payload holds, from the root. */
      primary: { selection: string | undefined; node: PlanNode | undefined };
      deferred: readonly Deferred[];
    };

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
    case 'Defer':
      return below([node.primary.node, ...node.deferred.map(({ node: deferred }) => deferred)]);
    default:
      return below(node.nodes);
  }
}

/** Whether objects of that type are of that other type, or stand for that interface or union. */
export type IsOfType = (typename: string, condition: string) => boolean;
