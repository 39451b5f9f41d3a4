import type { JsonObject } from '../json.ts';
import type { EntityCache } from '../cache/entities.ts';
import type { Scope } from '../edge/scope.ts';
import type { Deferred, PathPattern } from '../planning/plan.ts';
import type { Subgraphs } from '../traffic/subgraphs.ts';
import type { Failures } from './failures.ts';

/** What of an answer is sent later than the rest. */
export interface LatePart {
  part: Deferred;
  failures: Failures;
  /** Never rejects. A part within another is ready after it. */
  ready: Promise<void>;
}

/** How a run's answer comes in parts, once its plan has met a Defer. */
export interface Deferral {
  /** What the first part holds, from the root. */
  selection: string | undefined;
  parts: LatePart[];
}

/** One run of a plan: its data grows in `root` as fetches come back. */
export interface Execution {
  root: JsonObject;
  /** As the client sent them; each fetch gets those it uses. */
  variables: Readonly<JsonObject>;
  /** Coerced, with defaults: what @skip and @include look at. */
  conditions: Readonly<JsonObject>;
  subgraphs: Subgraphs;
  scope: Scope;
  failures: Failures;
  entities: EntityCache | undefined;
  /** Set by a plan that defers. */
  deferral: { current: Deferral | undefined };
  /** Of a late part's own run: when the part is ready. */
  within?: Promise<void>;
  /** Objects of the data that stand in several places. */
  shared: Set<JsonObject>;
}

/** From where and how a step's objects were gathered. */
export interface Reach {
  from: readonly JsonObject[];
  path: PathPattern;
}

/** A compiled plan, run on the objects at its place in the data; undefined when there is nothing to wait for. */
export type Step = (objects: JsonObject[], run: Execution, reach?: Reach) => Promise<void> | undefined;
