import { getVariableValues, type GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import { complete } from './completion.ts';
import type { Configuration } from './configuration.ts';
import { requestOf, runPlan, type Execution } from './execution.ts';
import { Failures } from './failures.ts';
import { introspect } from './introspection.ts';
import { createOperations, type Operation } from './operations.ts';
import type { JsonObject, PlanNode, ResponsePath } from './plan.ts';
import type { Planner } from './planning.ts';
import { createRates } from './rates.ts';
import { masked, present, type ClientError } from './refusal.ts';
import { applyRewrites } from './representation.ts';
import { say } from './messages.ts';
import type { Scope } from './scope.ts';
import type { Subgraphs } from './subgraphs.ts';
import { StreamEnd, upstreamEvents } from './upstream.ts';

export interface GraphQLRequest {
  query: string;
  operationName: string | undefined;
  variables: JsonObject;
}

export interface Answer {
  /** Absent when the request could not be run at all. */
  data?: JsonObject | null;
  errors?: readonly ClientError[];
}

/** An operation with the variables of one request. */
export interface Run {
  operation: Operation;
  variables: JsonObject;
  conditions: JsonObject;
}

/** A subscription that ended with errors. */
export class SubscriptionEnded extends Error {
  readonly errors: readonly ClientError[];
  constructor(errors: readonly ClientError[]) {
    super('the subscription ended');
    this.name = 'SubscriptionEnded';
    this.errors = errors;
  }
}

export interface Engine {
  /** Throws a Refusal with RATE_LIMITED. */
  prepare: (request: GraphQLRequest, scope: Scope) => { kind: 'Ready'; run: Run } | { kind: 'Rejected'; errors: readonly ClientError[] };
  /** Queries and mutations. Never throws for what a subgraph does. */
  execute: (run: Run, scope: Scope) => Promise<Answer>;
  /** One answer an event, in order; throws SubscriptionEnded. `return` ends the subscription at the subgraph at once. */
  subscribe: (run: Run, scope: Scope) => AsyncGenerator<Answer, void, undefined>;
}

const overlaps = (a: ResponsePath, b: ResponsePath): boolean => {
  const shared = Math.min(a.length, b.length);
  for (let index = 0; index < shared; index += 1) if (a[index] !== b[index]) return false;
  return true;
};

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
  log: Logger;
}): Engine {
  const { planner, subgraphs, configuration, log } = parts;
  const { limits, operationCache } = configuration;
  const charge = createRates(limits.rate);
  const operations = createOperations(planner, { limits, introspection: parts.introspection, capacity: operationCache });

  const prepare: Engine['prepare'] = (request, scope) => {
    // One before the work of reading it, so that what is refused afterwards is not free.
    charge(scope, 1);
    const prepared = operations(request.query, request.operationName);
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

  function finished({ operation, conditions }: Run, root: JsonObject, scope: Scope, failures: Failures): Answer {
    const data = complete(operation.shape(conditions), root, (path) => {
      if (failures.errors.some((error) => !error.path || overlaps(error.path, path))) return;
      log.error({ traceId: scope.traceId, path: path.join('.') }, 'null where the graph promises a value');
      failures.add(masked(scope, path));
    });
    return failures.errors.length > 0 ? { errors: failures.errors, data } : { data };
  }

  async function executed(run: Run, node: PlanNode | undefined, root: JsonObject, scope: Scope, failures: Failures): Promise<Answer> {
    const { variables, conditions, operation } = run;
    const execution: Execution = { root, variables, conditions, subgraphs, isOfType: planner.isOfType, scope, failures };
    if (node) await runPlan(node, execution);
    if (operation.introspects) Object.assign(root, introspect(planner.apiSchema, operation, conditions));
    return finished(run, root, scope, failures);
  }

  const endedBy = (error: unknown, scope: Scope, subgraph: string): SubscriptionEnded => {
    const reason = error instanceof StreamEnd ? error : new StreamEnd('lost', String(error));
    if (reason.kind === 'refused' && reason.errors.length > 0) {
      const failures = new Failures(scope, log);
      failures.refused(subgraph, reason.errors);
      return new SubscriptionEnded(failures.errors);
    }
    log.warn({ subgraph, traceId: scope.traceId, reason: reason.message }, 'subscription interrupted');
    const lost = { message: say('lost', scope.language), extensions: { code: 'INTERNAL', traceId: scope.traceId, resubscribe: true } };
    return new SubscriptionEnded([lost]);
  };

  async function* events(run: Run, scope: Scope, signal: AbortSignal): AsyncGenerator<Answer, void, undefined> {
    const { plan } = run.operation;
    if (plan.kind !== 'Subscription') return;
    const { primary, rest } = plan;
    try {
      const { url, payload } = await subgraphs.socketOf(primary.subgraph, scope);
      const request = requestOf(primary, run.variables);
      const bounds = { bufferBytes: limits.socketBufferBytes, connectTimeoutMs: configuration.subgraphTimeoutMs };
      for await (const { data, errors } of upstreamEvents({ url, payload, request, signal, ...bounds })) {
        const root = data ?? {};
        const failures = new Failures(scope, log);
        applyRewrites(root, primary.outputRewrites, planner.isOfType);
        failures.reported(primary, { root, pattern: [], of: undefined }, errors);
        yield await executed(run, rest, root, scope, failures);
      }
    } catch (error) {
      throw endedBy(error, scope, primary.subgraph);
    }
  }

  function subscribe(run: Run, scope: Scope): AsyncGenerator<Answer, void, undefined> {
    const stop = new AbortController();
    const inner = events(run, scope, stop.signal);
    // A generator's own return() waits for the event it waits for: aborting first ends that wait.
    const end = inner.return.bind(inner);
    inner.return = (value) => {
      stop.abort();
      return end(value);
    };
    return inner;
  }

  return {
    prepare,
    execute(run, scope) {
      const { plan } = run.operation;
      return executed(run, plan.kind === 'Operation' ? plan.node : undefined, {}, scope, new Failures(scope, log));
    },
    subscribe,
  };
}
