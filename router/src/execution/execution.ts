import type { Failures } from './failures.ts';
import type { Fetch, JsonObject, PathPattern, PlanNode } from '../planning/plan.ts';
import { applyRewrites, eachAt, merge, represent, type IsOfType } from './representation.ts';
import type { Scope } from '../edge/scope.ts';
import { readAnswer, type SubgraphAnswer } from '../traffic/subgraphAnswer.ts';
import { SubgraphFailure, type Subgraphs } from '../traffic/subgraphs.ts';

/** One run of a plan: its data grows in `root` as fetches come back. */
export interface Execution {
  root: JsonObject;
  /** As the client sent them; each fetch gets those it uses. */
  variables: Readonly<JsonObject>;
  /** Coerced, with defaults: what @skip and @include look at. */
  conditions: Readonly<JsonObject>;
  subgraphs: Subgraphs;
  isOfType: IsOfType;
  scope: Scope;
  failures: Failures;
}

interface Cursor {
  pattern: PathPattern;
  objects: readonly JsonObject[];
}

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

async function fetchRoot(fetch: Fetch, cursor: Cursor, run: Execution): Promise<void> {
  const places = { root: run.root, pattern: cursor.pattern, of: undefined };
  try {
    const { data, errors } = await asked(fetch, requestOf(fetch, run.variables), run);
    run.failures.reported(fetch, places, errors);
    if (!data) return;
    applyRewrites(data, fetch.outputRewrites, run.isOfType);
    for (const object of cursor.objects) merge(object, data);
  } catch (error) {
    run.failures.lost(fetch, places, error);
  }
}

/** Equal representations are sent once; `of` says which objects each one stands for. */
function representations(
  fetch: Fetch,
  requires: NonNullable<Fetch['requires']>,
  cursor: Cursor,
  isOfType: IsOfType,
): { json: string[]; of: number[][] } {
  const json: string[] = [];
  const of: number[][] = [];
  const known = new Map<string, number[]>();
  for (const [position, object] of cursor.objects.entries()) {
    const representation = represent(object, requires, isOfType);
    if (typeof representation?.['__typename'] !== 'string') continue;
    if (fetch.inputRewrites.length > 0) applyRewrites(representation, fetch.inputRewrites, isOfType);
    const text = JSON.stringify(representation);
    const sharing = known.get(text);
    if (sharing) {
      sharing.push(position);
      continue;
    }
    const first = [position];
    known.set(text, first);
    json.push(text);
    of.push(first);
  }
  return { json, of };
}

async function fetchEntities(fetch: Fetch, requires: NonNullable<Fetch['requires']>, cursor: Cursor, run: Execution): Promise<void> {
  const { json, of } = representations(fetch, requires, cursor, run.isOfType);
  if (json.length === 0) return;
  const places = { root: run.root, pattern: cursor.pattern, of };
  try {
    const variables = variablesOf(fetch, run.variables);
    const { data, errors } = await asked(fetch, `${fetch.head}"representations":[${json.join(',')}]${variables && `,${variables}`}}}`, run);
    run.failures.reported(fetch, places, errors);
    if (!data) return;
    const entities: unknown = data['_entities'];
    if (!Array.isArray(entities) || entities.length !== json.length) throw new Error(`_entities is not a list of ${String(json.length)}`);
    for (const [index, sharing] of of.entries()) {
      const entity: unknown = entities[index];
      if (typeof entity !== 'object' || entity === null) continue;
      applyRewrites(entity as JsonObject, fetch.outputRewrites, run.isOfType);
      for (const position of sharing) {
        const object = cursor.objects[position];
        if (object) merge(object, entity as JsonObject);
      }
    }
  } catch (error) {
    run.failures.lost(fetch, places, error);
  }
}

async function runNode(node: PlanNode, cursor: Cursor, run: Execution): Promise<void> {
  switch (node.kind) {
    case 'Fetch':
      return node.requires ? fetchEntities(node, node.requires, cursor, run) : fetchRoot(node, cursor, run);
    case 'Sequence':
      for (const child of node.nodes) await runNode(child, cursor, run);
      return;
    case 'Parallel':
      await Promise.all(node.nodes.map((child) => runNode(child, cursor, run)));
      return;
    case 'Flatten': {
      const objects: JsonObject[] = [];
      for (const object of cursor.objects) eachAt(object, node.path, (found) => objects.push(found));
      return objects.length === 0 ? undefined : runNode(node.node, { pattern: [...cursor.pattern, ...node.path], objects }, run);
    }
    case 'Condition': {
      const chosen = run.conditions[node.variable] === true ? node.then : node.otherwise;
      return chosen && runNode(chosen, cursor, run);
    }
  }
}

/** Runs a plan from the root of the data. Never throws: what fails is told to `failures`, the rest stays. */
export const runPlan = (node: PlanNode, run: Execution): Promise<void> => runNode(node, { pattern: [], objects: [run.root] }, run);
