import type { ToySubgraph } from '../toys/subgraph.ts';

export interface Case {
  query: string;
  variables?: Record<string, unknown>;
  /** What the specification says: compared as JSON text, so that the order of keys counts. Left out: the operation is refused. */
  data?: unknown;
  /** `path.by.dots CODE`, in any order. */
  errors?: readonly string[];
  /** Why the stock gateway's data is wrong, or its errors. It is checked that they are; left out, both must agree with ours. */
  stock?: { data: string } | { errors: string };
  /** The subgraphs that have to be asked, and no others. */
  asks?: readonly string[];
}

export interface Topic {
  topic: string;
  subgraphs: readonly ToySubgraph[];
  cases: Readonly<Record<string, Case>>;
  /** Called before each run of a case, where subgraphs remember what was done. */
  reset?: () => void;
}
