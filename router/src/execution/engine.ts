import { getVariableValues, type GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import type { Data, Freshness } from '../cache/answers.ts';
import type { Caches } from '../cache/caches.ts';
import type { Configuration } from '../configuration.ts';
import { requestOf } from './execution.ts';
import { Failures } from './failures.ts';
import { introspect } from './introspection.ts';
import { createOperations, type Operation, type Operations } from './operations.ts';
import type { Fetch, JsonObject } from '../planning/plan.ts';
import type { Planner } from '../planning/planning.ts';
import { createRates } from '../guard/rates.ts';
import { present, type ClientError } from '../edge/refusal.ts';
import { applyRewrites } from './merging.ts';
import { serialise, type Written } from './serialisation.ts';
import { say } from '../edge/messages.ts';
import type { Scope } from '../edge/scope.ts';
import type { SubgraphAnswer } from '../traffic/subgraphAnswer.ts';
import type { Subgraphs } from '../traffic/subgraphs.ts';
import { StreamEnd } from '../subscriptions/eventQueue.ts';

export interface GraphQLRequest {
  query: string;
  operationName: string | undefined;
  variables: JsonObject;
}

export interface Answer {
  /** The answer's JSON: `{"data":…}`, with `errors` before it where there are some. */
  text: string;
  errors: readonly ClientError[];
  /** Where HTTP caches may keep it. */
  freshness?: Freshness;
}

/** An operation with the variables of one request. */
export interface Run {
  operation: Operation;
  variables: JsonObject;
  conditions: JsonObject;
}

export interface Engine {
  /** Throws a Refusal with RATE_LIMITED. */
  prepare: (request: GraphQLRequest, scope: Scope) => { kind: 'Ready'; run: Run } | { kind: 'Rejected'; errors: readonly ClientError[] };
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
  warm: (query: string, operationName: string | undefined) => boolean;
}

const refusedBy = (errors: readonly GraphQLError[], scope: Scope): ClientError[] =>
  errors.map((error) => ({
    message: error.message,
    ...(error.locations && { locations: error.locations }),
    extensions: { code: 'BAD_INPUT', traceId: scope.traceId },
  }));

export function createEngine(parts: {
  planner: Planner;
  subgraphs: Subgraphs;
  configuration: Configuration;
  introspection: boolean;
  caches?: Caches | undefined;
  log: Logger;
}): Engine {
  const { caches } = parts;
  const { planner, subgraphs, configuration, log } = parts;
  const { limits, operationCache } = configuration;
  const charge = createRates(limits.rate);
  const operations = createOperations(planner, { limits, introspection: parts.introspection, capacity: operationCache });

  const prepare: Engine['prepare'] = (request, scope) => {
    // One before the work of reading it, so that what is refused afterwards is not free.
    charge(scope, 1);
    const prepared = operations.prepared(request.query, request.operationName);
    if (prepared.kind === 'Refused') return { kind: 'Rejected', errors: [present(prepared.refusal, scope)] };
    if (prepared.kind === 'Invalid') return { kind: 'Rejected', errors: refusedBy(prepared.errors, scope) };
    const { operation } = prepared;
    charge(scope, Math.max(0, operation.cost - 1));
    const values = getVariableValues(planner.apiSchema, operation.definition.variableDefinitions ?? [], request.variables, {
      maxErrors: 10,
      hideSuggestions: true,
    });
    if (values.errors) return { kind: 'Rejected', errors: refusedBy(values.errors, scope) };
    return { kind: 'Ready', run: { operation, variables: request.variables, conditions: values.coerced } };
  };

  async function executed(run: Run, root: JsonObject, scope: Scope, failures: Failures): Promise<Written> {
    const { variables, conditions, operation } = run;
    await operation.step?.([root], { root, variables, conditions, subgraphs, scope, failures, entities: caches?.entities });
    if (operation.introspects) Object.assign(root, introspect(planner.apiSchema, operation, conditions));
    return serialise(operation.shape(conditions), root, (path) => failures.carried(path));
  }

  const answerOf = (data: string, { errors }: Failures): Answer => ({
    text: errors.length > 0 ? `{"errors":${JSON.stringify(errors)},"data":${data}}` : `{"data":${data}}`,
    errors,
  });

  const primaryOf = ({ operation }: Run): Fetch => {
    if (!operation.primary) throw new Error('not a subscription');
    return operation.primary;
  };

  function ended(run: Run, error: unknown, scope: Scope): readonly ClientError[] {
    const { subgraph } = primaryOf(run);
    const reason = error instanceof StreamEnd ? error : new StreamEnd('lost', String(error));
    if (reason.kind === 'refused' && reason.errors.length > 0) {
      const failures = new Failures(scope, log);
      failures.refused(subgraph, reason.errors);
      return failures.errors;
    }
    log.warn({ subgraph, traceId: scope.traceId, reason: reason.message }, 'subscription interrupted');
    return [{ message: say('lost', scope.language), extensions: { code: 'INTERNAL', traceId: scope.traceId, resubscribe: true } }];
  }

  return {
    prepare,
    async execute(run, scope) {
      const failures = new Failures(scope, log);
      const bring = async (): Promise<Data> => {
        const data = await executed(run, {}, scope, failures);
        return { ...data, isWhole: failures.errors.length === 0 };
      };
      if (!caches) return answerOf((await bring()).text, failures);
      const { text, freshness } = await caches.answers(run, scope, bring);
      return { ...answerOf(text, failures), ...(freshness && { freshness }) };
    },
    source(run) {
      const primary = primaryOf(run);
      return { subgraph: primary.subgraph, request: requestOf(primary, run.variables) };
    },
    async event(run, { data, errors }, scope) {
      const primary = primaryOf(run);
      const root = data ?? {};
      const failures = new Failures(scope, log);
      applyRewrites(root, primary.outputRewrites, planner.isOfType);
      failures.reported(primary, { root, pattern: [], of: undefined }, errors);
      return answerOf((await executed(run, root, scope, failures)).text, failures);
    },
    ended,
    hottest: operations.hottest,
    warm: (query, operationName) => operations.prepared(query, operationName).kind === 'Ready',
  };
}
