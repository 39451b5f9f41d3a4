import { isObject, type JsonObject } from '../json.ts';
import type { Shelf } from '../cache/entities.ts';
import type { Fetch, IsOfType, PathPattern, PlanNode } from '../planning/plan.ts';
import { readAnswer, type SubgraphAnswer } from '../traffic/subgraphAnswer.ts';
import { SubgraphFailure } from '../traffic/subgraphs.ts';
import { compileDefer } from './deferral.ts';
import { applyRewrites, gather, merge, unite } from './merging.ts';
import { compileRepresentation } from './representation.ts';
import type { Execution, Reach, Step } from './step.ts';
import { wantedOf, type Wanted } from './wanted.ts';

function variablesOf(fetch: Fetch, variables: Readonly<JsonObject>): string {
  let json = '';
  for (const name of fetch.variables) {
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (value !== undefined) json += `${json && ','}${JSON.stringify(name)}:${JSON.stringify(value)}`;
  }
  return json;
}

/** The JSON of a fetch that needs no representations, e.g. of a subscription's primary. */
export const requestOf = (fetch: Fetch, variables: Readonly<JsonObject>): string => `${fetch.head}${variablesOf(fetch, variables)}}}`;

async function asked({ subgraph, operation }: Fetch, body: string, { subgraphs, scope }: Execution): Promise<SubgraphAnswer> {
  const kind = operation === 'mutation' ? 'mutation' : 'query';
  const answer = readAnswer(JSON.parse(await subgraphs.ask({ subgraph, operation: kind, body, scope })));
  if (!answer) throw new SubgraphFailure(subgraph, 'no GraphQL answer');
  return answer;
}

function rootFetch(fetch: Fetch, pattern: PathPattern, isOfType: IsOfType): Step {
  return async (objects, run) => {
    const places = { root: run.root, pattern, of: undefined };
    try {
      const { data, errors } = await asked(fetch, requestOf(fetch, run.variables), run);
      run.failures.reported(fetch, places, errors);
      if (!data) return;
      applyRewrites(data, fetch.outputRewrites, isOfType);
      for (const object of objects) merge(object, data, fetch.vague);
    } catch (error) {
      run.failures.lost(fetch, places, error);
    }
  };
}

/** The entities of which no error speaks; none where an error doesn't say of which it speaks. */
function keepable(texts: readonly string[], entities: readonly unknown[], errors: SubgraphAnswer['errors']): Parameters<Shelf['write']>[0] {
  const faulty = new Set(errors.map(({ path }) => path?.[1]));
  if (faulty.has(undefined)) return [];
  return texts.flatMap((representation, index) => {
    const entity = entities[index];
    return isObject(entity) && !faulty.has(index) ? [{ representation, entity }] : [];
  });
}

function entityFetch(fetch: Fetch, requires: NonNullable<Fetch['requires']>, pattern: PathPattern, isOfType: IsOfType): Step {
  const representation = compileRepresentation(requires, fetch, isOfType);

  function place(entity: JsonObject, sharing: readonly number[], objects: readonly JsonObject[]): void {
    applyRewrites(entity, fetch.outputRewrites, isOfType);
    let last: JsonObject | undefined;
    for (const position of sharing) {
      const object = objects[position];
      if (object && object !== last) merge(object, entity, fetch.vague);
      last = object;
    }
  }

  /** Equal objects that nothing is known of yet are one from here on: what comes is merged and written once. */
  function share(twins: ReadonlyMap<number, JsonObject>, objects: JsonObject[], { shared }: Execution, { from, path }: Reach): void {
    const seen = { count: 0 };
    for (const object of from) unite(object, path, 0, twins, seen);
    for (const [position, twin] of twins) {
      objects[position] = twin;
      shared.add(twin);
    }
  }

  async function fetched({ texts, of }: Wanted, objects: readonly JsonObject[], run: Execution, shelf?: Shelf): Promise<void> {
    const places = { root: run.root, pattern, of };
    try {
      const variables = variablesOf(fetch, run.variables);
      const body = `${fetch.head}"representations":[${texts.join()}]${variables && `,${variables}`}}}`;
      const cookies = run.scope.setCookies.length;
      const { data, errors } = await asked(fetch, body, run);
      run.failures.reported(fetch, places, errors);
      if (!data) return;
      const entities: unknown = data['_entities'];
      if (!Array.isArray(entities) || entities.length !== of.length) throw new Error(`_entities is not a list of ${of.length}`);
      if (run.scope.setCookies.length === cookies) shelf?.write(keepable(texts, entities, errors));
      for (const [index, sharing] of of.entries()) {
        const entity: unknown = entities[index];
        if (isObject(entity)) place(entity, sharing, objects);
      }
    } catch (error) {
      run.failures.lost(fetch, places, error);
    }
  }

  /** What is kept is taken from there, and the rest is fetched. */
  async function kept({ texts, of }: Wanted, objects: readonly JsonObject[], run: Execution, shelf: Shelf): Promise<void> {
    const found = await shelf.read(texts);
    const missing: Wanted = { texts: [], of: [], twins: undefined };
    for (const [index, sharing] of of.entries()) {
      const entity = found[index];
      if (entity) {
        place(entity, sharing, objects);
      } else {
        missing.texts.push(texts[index] ?? '');
        missing.of.push(sharing);
      }
    }
    if (missing.of.length > 0) await fetched(missing, objects, run, shelf);
  }

  return (objects, run, reach) => {
    const wanted = wantedOf(objects, representation);
    if (wanted.of.length === 0) return undefined;
    if (wanted.twins && reach) share(wanted.twins, objects, run, reach);
    const shelf = run.entities?.(fetch, variablesOf(fetch, run.variables), run.scope);
    return shelf ? kept(wanted, objects, run, shelf) : fetched(wanted, objects, run);
  };
}

/** Makes a plan runnable; `pattern` is where in the data its objects lie. A step never throws: what fails is told to `failures`. */
export function compile(node: PlanNode, isOfType: IsOfType, pattern: PathPattern = []): Step {
  const compiled = (child: PlanNode): Step => compile(child, isOfType, pattern);
  switch (node.kind) {
    case 'Fetch':
      return node.requires ? entityFetch(node, node.requires, pattern, isOfType) : rootFetch(node, pattern, isOfType);
    case 'Sequence': {
      const steps = node.nodes.map(compiled);
      return async (objects, run) => {
        for (const step of steps) await step(objects, run);
      };
    }
    case 'Parallel': {
      const steps = node.nodes.map(compiled);
      return async (objects, run) => {
        await Promise.all(steps.map((step) => step(objects, run) ?? Promise.resolve()));
      };
    }
    case 'Flatten': {
      const step = compile(node.node, isOfType, [...pattern, ...node.path]);
      return (objects, run) => {
        const found: JsonObject[] = [];
        for (const object of objects) gather(object, node.path, 0, found);
        return found.length === 0 ? undefined : step(found, run, { from: objects, path: node.path });
      };
    }
    case 'Condition': {
      const then = node.then && compiled(node.then);
      const otherwise = node.otherwise && compiled(node.otherwise);
      return (objects, run) => (run.conditions[node.variable] === true ? then : otherwise)?.(objects, run);
    }
    case 'Defer':
      return compileDefer(node, compiled);
  }
}
