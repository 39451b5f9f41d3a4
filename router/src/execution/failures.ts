import type { Logger } from 'pino';
import type { JsonObject } from '../json.ts';
import type { Fetch, PathPattern, ResponsePath } from '../planning/plan.ts';
import type { PrivateNames } from '../planning/privateNames.ts';
import { masked, type ClientError } from '../edge/refusal.ts';
import { eachAt } from './merging.ts';
import type { Scope } from '../edge/scope.ts';
import type { SubgraphError } from '../traffic/subgraphAnswer.ts';
import { SubgraphFailure } from '../traffic/subgraphs.ts';

/** Codes with which GraphQL servers name their own bugs, or requests that the router should not have made. */
const faults = new Set([
  'INTERNAL',
  'INTERNAL_SERVER_ERROR',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
]);
const withheld = new Set(['stacktrace', 'exception', 'serviceName', 'service']);
const most = 100;

/** Where a fetch's objects lie in the data, for error paths; `of` maps a representation to the objects that share it. */
export interface Places {
  root: JsonObject;
  pattern: PathPattern;
  of: readonly (readonly number[])[] | undefined;
}

const overlaps = (a: ResponsePath, b: ResponsePath): boolean => {
  const shared = Math.min(a.length, b.length);
  for (let index = 0; index < shared; index += 1) if (a[index] !== b[index]) return false;
  return true;
};

/** The errors of one request, as the client will read them; never more than a hundred. */
export class Failures {
  readonly errors: ClientError[] = [];
  readonly #shownName: (key: string) => string;
  readonly #scope: Scope;
  readonly #log: Logger;

  /** `names` give what keys of the data are to the client. */
  constructor(names: Pick<PrivateNames, 'shown'>, scope: Scope, log: Logger) {
    this.#shownName = names.shown;
    this.#scope = scope;
    this.#log = log;
  }

  /** For what is answered later, and has errors of its own. */
  apart(): Failures {
    return new Failures({ shown: this.#shownName }, this.#scope, this.#log);
  }

  /** Where `path` of the data is to the client. */
  clients(path: ResponsePath): ResponsePath {
    return path.map((step) => (typeof step === 'string' ? this.#shownName(step) : step));
  }

  add(error: ClientError): void {
    if (this.errors.length < most) this.errors.push(error);
  }

  /** A null, or a value of the wrong kind, that had to be carried up although nothing that is known explains it. */
  carried(path: ResponsePath): void {
    if (this.errors.length >= most || this.errors.some((error) => !error.path || overlaps(error.path, path))) return;
    this.#log.error({ traceId: this.#scope.traceId, path: path.join('.') }, 'null where the graph promises a value');
    this.add(masked(this.#scope, path));
  }

  /** A fetch that brought nothing: one masked error for each object that goes without, the reason to the log once. */
  lost(fetch: Fetch, places: Places, reason: unknown): void {
    if (!this.#scope.signal?.aborted) {
      const { subgraph, message } = reason instanceof SubgraphFailure ? reason : { subgraph: fetch.subgraph, message: String(reason) };
      this.#log.error({ subgraph, traceId: this.#scope.traceId, reason: message }, 'subgraph failed');
    }
    for (const path of pathsOf(fetch, places)) this.add(masked(this.#scope, this.clients(path)));
  }

  /** Errors that a subgraph reported with its answer. Refusals pass with code and message, faults are masked. */
  reported(fetch: Fetch, places: Places, errors: readonly SubgraphError[]): void {
    for (const error of errors) {
      const paths = error.path ? mappedPaths(fetch, places, error.path) : pathsOf(fetch, places);
      const shown = this.#shown(fetch.subgraph, error);
      for (const path of paths) this.add({ ...shown, path: this.clients(path) });
    }
  }

  /** Errors with which a subgraph refused a subscription as a whole. */
  refused(subgraph: string, errors: readonly SubgraphError[]): void {
    for (const error of errors) this.add({ ...this.#shown(subgraph, error), ...(error.path && { path: this.clients(error.path) }) });
  }

  #shown(subgraph: string, error: SubgraphError): ClientError {
    const code = error.extensions['code'];
    const { traceId } = this.#scope;
    if (typeof code !== 'string' || faults.has(code)) {
      // A subgraph that says INTERNAL has logged it itself, under the same trace.
      if (code !== 'INTERNAL')
        this.#log.error({ subgraph, traceId, reason: error.message.slice(0, 300), code }, 'subgraph reported a fault');
      return masked(this.#scope);
    }
    const extensions = Object.fromEntries(Object.entries(error.extensions).filter(([key]) => !withheld.has(key)));
    return { message: error.message, extensions: { ...extensions, code: code === 'BAD_USER_INPUT' ? 'BAD_INPUT' : code, traceId } };
  }
}

function objectPaths({ root, pattern }: Places): ResponsePath[] {
  const paths: ResponsePath[] = [];
  eachAt(root, pattern, (_, path) => paths.push([...path]));
  return paths;
}

function pathsOf(fetch: Fetch, places: Places): ResponsePath[] {
  const objects = objectPaths(places);
  if (places.of) {
    // Others lie there too, which could not be asked for or were known already.
    const asked = new Set(places.of.flat());
    return objects.filter((_, position) => asked.has(position)).slice(0, 20);
  }
  return fetch.requires ? objects.slice(0, 20) : objects.slice(0, 1).flatMap((path) => fetch.keys.map((key) => [...path, key]));
}

function mappedPaths(fetch: Fetch, places: Places, path: ResponsePath): ResponsePath[] {
  const objects = objectPaths(places);
  if (!fetch.requires) return objects.slice(0, 1).map((object) => [...object, ...path]);
  const [, index, ...below] = path;
  const sharing = typeof index === 'number' ? (places.of?.[index] ?? []) : objects.keys();
  return [...sharing].slice(0, 20).flatMap((position) => {
    const object = objects[position];
    return object ? [[...object, ...below]] : [];
  });
}
