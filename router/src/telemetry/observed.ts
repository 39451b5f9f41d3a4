import type { ClientError } from '../edge/refusal.ts';
import type { Engine } from '../execution/engine.ts';
import type { Subgraphs } from '../traffic/subgraphs.ts';
import { childOf, spanOf, type Tracer } from './tracer.ts';

/** Below it a plan came from the cache. */
const worthASpanMs = 0.5;

/** Counts what each request asks of subgraphs; in a sampled trace each fetch is a span, under which the subgraph's own hang. */
export function observedSubgraphs<Asked extends Pick<Subgraphs, 'ask'>>(subgraphs: Asked, tracer: Tracer): Asked {
  async function traced(ask: Parameters<Subgraphs['ask']>[0]): Promise<string> {
    const { scope, subgraph, operation } = ask;
    const traceparent = childOf(scope.traceparent);
    const startedAt = performance.now();
    const record = (failed: boolean): void => {
      tracer.record({
        name: `fetch ${subgraph}`,
        kind: 'client',
        traceparent,
        parentSpan: spanOf(scope.traceparent),
        startedAt,
        failed,
        attributes: { 'router.subgraph': subgraph, 'graphql.operation.type': operation },
      });
    };
    try {
      const text = await subgraphs.ask({ ...ask, scope: { ...scope, traceparent } });
      record(false);
      return text;
    } catch (error) {
      record(true);
      throw error;
    }
  }
  return {
    ...subgraphs,
    ask(ask) {
      ask.scope.work.fetches += 1;
      return tracer.records(ask.scope.traceparent) ? traced(ask) : subgraphs.ask(ask);
    },
  };
}

const codeOf = (errors: readonly ClientError[]): string | undefined => errors[0]?.extensions.code;

/**
 * Writes down which operation a request ran and what went wrong. In a sampled trace, reading and planning an operation is a
 * span when it was not known yet.
 */
export function observedEngine(engine: Engine, tracer: Tracer): Engine {
  const recordPlan = (traceparent: string, startedAt: number): void => {
    tracer.record({
      name: 'plan',
      kind: 'internal',
      traceparent: childOf(traceparent),
      parentSpan: spanOf(traceparent),
      startedAt,
      failed: false,
      attributes: {},
    });
  };
  return {
    ...engine,
    prepare(request, scope, paid) {
      const { work, traceparent } = scope;
      const startedAt = performance.now();
      work.operation = { name: request.operationName, type: 'none' };
      const prepared = engine.prepare(request, scope, paid);
      if (prepared.kind === 'Ready') {
        const { name, operation } = prepared.run.operation.definition;
        work.operation = { name: name?.value, type: operation };
        work.ran = work.operation.type === 'subscription';
      } else {
        work.code = codeOf(prepared.errors);
      }
      if (tracer.records(traceparent) && performance.now() - startedAt > worthASpanMs) recordPlan(traceparent, startedAt);
      return prepared;
    },
    async execute(run, scope) {
      scope.work.ran = true;
      const answer = await engine.execute(run, scope);
      scope.work.code = codeOf(answer.errors);
      return answer;
    },
    async event(run, event, scope) {
      const answer = await engine.event(run, event, scope);
      scope.work.code ??= codeOf(answer.errors);
      return answer;
    },
    ended(run, error, scope) {
      const errors = engine.ended(run, error, scope);
      scope.work.code = codeOf(errors);
      return errors;
    },
  };
}
