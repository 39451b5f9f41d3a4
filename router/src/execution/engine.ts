import { getOperationAST, getVariableValues, parse, type GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import type { JsonObject } from '../json.ts';
import type { Brought, Data, Freshness } from '../cache/answers.ts';
import type { Caches } from '../cache/caches.ts';
import type { Configuration } from '../configuration.ts';
import { requestOf } from './execution.ts';
import type { Deferral, Execution } from './step.ts';
import { Failures } from './failures.ts';
import { introspect } from './introspection.ts';
import { createOperations, type Operations, type Run, type Variant } from './operations.ts';
import type { Fetch } from '../planning/plan.ts';
import { createOverrides } from '../planning/overrides.ts';
import type { Planner } from '../planning/planning.ts';
import { takesParts } from '../edge/negotiation.ts';
import { amountOf } from '../guard/amount.ts';
import { denialError } from '../guard/denials.ts';
import { rulesOf, type Guard } from '../guard/guard.ts';
import { tooCostly } from '../guard/limits.ts';
import { nestsDeeper } from '../guard/nesting.ts';
import type { Named } from '../guard/persisted.ts';
import { present, type ClientError } from '../edge/refusal.ts';
import { incremental } from './increments.ts';
import { applyRewrites } from './merging.ts';
import { serialise, type Written } from './serialisation.ts';
import { say } from '../edge/messages.ts';
import type { Scope } from '../edge/scope.ts';
import type { SubgraphAnswer } from '../traffic/subgraphAnswer.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Subgraphs } from '../traffic/subgraphs.ts';
import { StreamEnd } from '../subscriptions/eventQueue.ts';

/** One of `query` and `persisted` is there. */
export interface GraphQLRequest extends Named {
  operationName: string | undefined;
  variables: JsonObject;
  /** Asks for the price alone. */
  dryRun: boolean;
}

export interface Answer {
  /** The answer's JSON: `{"data":…}`, with `errors` before it where there are some, and what it cost after it. */
  text: string;
  errors: readonly ClientError[];
  /** The JSON of what follows, where `text` is but the first part. */
  more?: AsyncGenerator<string, void, undefined>;
  /** Where HTTP caches may keep it. */
  freshness?: Freshness;
}

export interface Engine {
  /** Throws a Refusal, e.g. with RATE_LIMITED; takes nothing of what was `paid` before. */
  prepare: (
    request: GraphQLRequest,
    scope: Scope,
    paid?: 'paid',
  ) => { kind: 'Ready'; run: Run } | { kind: 'Rejected'; errors: readonly ClientError[] };
  /** Queries and mutations. Never throws for what a subgraph does. */
  execute: (run: Run, scope: Scope) => Promise<Answer>;
  /** What a subscription asks, and of which subgraph: the request's JSON. Throws for other operations. */
  source: (run: Run) => { subgraph: string; request: string };
  /** What one event of a subscription's source becomes once the other subgraphs have added theirs. Never throws for what a subgraph does. */
  event: (run: Run, event: SubgraphAnswer, scope: Scope) => Promise<Answer>;
  /** What the client reads when the source ended by `error`, and the reason to the log. */
  ended: (run: Run, error: unknown, scope: Scope) => readonly ClientError[];
  /** The most used operations, the most used first. */
  hottest: Operations['hottest'];
  /** Has an operation ready for those who will ask for it; false where it can't be. */
  warm: (query: string, operationName: string | undefined, variant?: Variant) => boolean;
}

const pricing = parse('{ __typename }', { noLocation: true });
const pricingDefinition = getOperationAST(pricing);
/** The length of an error that repeats what was sent. */
const longest = 300;

const refusedBy = (errors: readonly GraphQLError[], scope: Scope): ClientError[] =>
  errors.map((error) => ({
    message: error.message.length > longest ? `${error.message.slice(0, longest)}…` : error.message,
    ...(error.locations && { locations: error.locations }),
    extensions: { code: 'BAD_INPUT', traceId: scope.traceId },
  }));

export function createEngine(parts: {
  planner: Planner;
  subgraphs: Subgraphs;
  /** The SDL from which the planner was made. */
  supergraph: string;
  guard: Guard;
  configuration: Configuration;
  introspection: boolean;
  caches?: Caches | undefined;
  metrics: Metrics;
  log: Logger;
}): Engine {
  const { planner, subgraphs, configuration, caches, metrics, log } = parts;
  const { rates, persisted } = parts.guard;
  const { limits, operationCache } = configuration;
  const rules = rulesOf(parts.supergraph, planner.apiSchema, limits);
  const operations = createOperations(planner, { limits, rules, introspection: parts.introspection, capacity: operationCache, metrics });

  const labelsOf = createOverrides(planner.labels, configuration.supergraph.overrideLabels);

  const prepare: Engine['prepare'] = (request, scope, paid) => {
    // One before the work of reading it, so that what is refused afterwards is not free.
    if (!paid) rates.charge(scope, 1);
    if (nestsDeeper(request.variables, limits.nesting)) throw tooCostly(`variables: nesting > ${String(limits.nesting)}`);
    const variant = { defer: takesParts(scope.headers.accept), labels: labelsOf(scope.traceId) };
    const prepared = operations.prepared(persisted.find(request, scope.identity), request.operationName, variant);
    if (prepared.kind === 'Refused') return { kind: 'Rejected', errors: [present(prepared.refusal, scope)] };
    if (prepared.kind === 'Invalid') return { kind: 'Rejected', errors: refusedBy(prepared.errors, scope) };
    const { operation } = prepared;
    persisted.accept(request, scope.identity);
    const values = getVariableValues(planner.apiSchema, operation.definition.variableDefinitions ?? [], request.variables, {
      maxErrors: 10,
      hideSuggestions: true,
    });
    if (values.errors) return { kind: 'Rejected', errors: refusedBy(values.errors, scope) };
    const requested = amountOf(operation.price, values.coerced);
    const run = { operation, variables: request.variables, conditions: values.coerced, requested, dryRun: request.dryRun };
    // Whatever it is, as nothing of it runs it goes for a query.
    if (request.dryRun && pricingDefinition)
      return { kind: 'Ready', run: { ...run, operation: { ...operation, document: pricing, definition: pricingDefinition } } };
    if (requested > limits.cost)
      return { kind: 'Rejected', errors: [present(tooCostly(`cost ${String(requested)} > ${String(limits.cost)}`), scope)] };
    if (!paid) rates.charge(scope, Math.max(0, requested - 1));
    return { kind: 'Ready', run: { ...run, operation: operation.as(scope.identity) } };
  };

  const costOf = ({ requested }: Run, available: number | undefined, actual?: number): string =>
    `"extensions":{"cost":${JSON.stringify({ requested, actual, available })}}`;
  const availableTo = (scope: Scope): number => rates.left(scope) ?? limits.cost;

  async function executed(run: Run, root: JsonObject, scope: Scope, failures: Failures): Promise<Written & { late: Deferral | undefined }> {
    const { variables, conditions, operation } = run;
    const deferral: Execution['deferral'] = { current: undefined };
    const shared = new Set<JsonObject>();
    const { entities } = caches ?? {};
    await operation.step?.([root], { root, variables, conditions, subgraphs, scope, failures, entities, deferral, shared });
    if (operation.introspects) Object.assign(root, introspect(planner.apiSchema, operation, conditions));
    const late = deferral.current;
    const shape = late ? operation.partShape({ selection: late.selection, path: [] }, conditions) : operation.shape(conditions);
    const onNull: Parameters<typeof serialise>[2] = (path, denied) => {
      if (denied) failures.add(denialError(denied, scope, path));
      else failures.carried(path);
    };
    const written = serialise(shape, root, onNull, shared);
    return { ...written, late };
  }

  const textOf = (errors: readonly ClientError[], data: string): string =>
    errors.length > 0 ? `"errors":${JSON.stringify(errors)},"data":${data}` : `"data":${data}`;

  const primaryOf = ({ operation }: Run): Fetch => {
    if (!operation.primary) throw new Error('not a subscription');
    return operation.primary;
  };

  function ended(run: Run, error: unknown, scope: Scope): readonly ClientError[] {
    const { subgraph } = primaryOf(run);
    const reason = error instanceof StreamEnd ? error : new StreamEnd('lost', String(error));
    if (reason.kind === 'refused' && reason.errors.length > 0) {
      const failures = new Failures(run.operation.names, scope, log);
      failures.refused(subgraph, reason.errors);
      return failures.errors;
    }
    log.warn({ subgraph, traceId: scope.traceId, reason: reason.message }, 'subscription interrupted');
    return [{ message: say('lost', scope.language), extensions: { code: 'INTERNAL', traceId: scope.traceId, resubscribe: true } }];
  }

  return {
    prepare,
    async execute(run, scope) {
      if (run.dryRun) return { text: `{"data":null,${costOf(run, availableTo(scope))}}`, errors: [] };
      const failures = new Failures(run.operation.names, scope, log);
      const root: JsonObject = {};
      let late: Deferral | undefined;
      const bring = async (): Promise<Data> => {
        const data = await executed(run, root, scope, failures);
        late = data.late;
        return { ...data, isWhole: failures.errors.length === 0 && !late };
      };
      const settle = (spent: number): void => {
        rates.refund(scope, run.requested - Math.max(1, spent));
      };
      const { text, cost, freshness }: Brought = await (caches ? caches.answers(run, scope, bring) : bring());
      // Below a null nothing can follow.
      if (late && text !== 'null') {
        const given = failures.errors.length > 0 ? [{ path: [], data: JSON.parse(text) as unknown }] : [];
        const more = incremental({ late, root, run, isOfType: planner.isOfType, given, cost, settle });
        return {
          text: `{${textOf(failures.errors, text)},${costOf(run, availableTo(scope))},"hasNext":true}`,
          errors: failures.errors,
          more,
        };
      }
      settle(cost);
      // What one client has left is no other's, who may read this from a cache between.
      const available = freshness && !freshness.isPrivate ? undefined : availableTo(scope);
      return {
        text: `{${textOf(failures.errors, text)},${costOf(run, available, cost)}}`,
        errors: failures.errors,
        ...(freshness && { freshness }),
      };
    },
    source(run) {
      const primary = primaryOf(run);
      return { subgraph: primary.subgraph, request: requestOf(primary, run.variables) };
    },
    async event(run, { data, errors }, scope) {
      const primary = primaryOf(run);
      const root = data ?? {};
      const failures = new Failures(run.operation.names, scope, log);
      applyRewrites(root, primary.outputRewrites, planner.isOfType);
      failures.reported(primary, { root, pattern: [], of: undefined }, errors);
      const { text } = await executed(run, root, scope, failures);
      return { text: `{${textOf(failures.errors, text)}}`, errors: failures.errors };
    },
    ended,
    hottest: operations.hottest,
    warm: (query, operationName, variant) => operations.prepared(query, operationName, variant).kind === 'Ready',
  };
}
