import type { JsonObject } from '../json.ts';
import type { IsOfType, ResponsePath } from '../planning/plan.ts';
import { objectsAt } from './deferral.ts';
import type { Run } from './operations.ts';
import { serialise } from './serialisation.ts';
import type { Deferral, LatePart } from './step.ts';

interface Late {
  late: Deferral;
  root: JsonObject;
  run: Run;
  isOfType: IsOfType;
  /** What the client was given with errors, which may be why something is null there that later parts would lie below. */
  given: Given[];
  /** What the parts have cost so far. */
  cost: number;
  /** Hears what all parts have cost, once the last one is there. */
  settle: (cost: number) => void;
}

interface Given {
  path: ResponsePath;
  data: unknown;
}

/** Whether the client was given a null above `at`, or there. */
function isNullAt({ path, data }: Given, at: ResponsePath): boolean {
  if (at.length <= path.length || !path.every((step, index) => at[index] === step)) return false;
  let value = data;
  for (const step of at.slice(path.length)) {
    if (typeof value !== 'object' || value === null) break;
    value = Reflect.get(value, step);
  }
  return value === null;
}

/** One payload for each object that the part's fragment stands on and that the client knows. */
function payloadsOf({ part, failures }: LatePart, late: Late): string[] {
  const { root, run, isOfType, given } = late;
  const shape = run.operation.partShape(part, run.conditions);
  return objectsAt(root, part.path, isOfType).flatMap(({ object, at }) => {
    const path = failures.clients(at);
    if (given.some((one) => isNullAt(one, path))) return [];
    const { text, cost } = serialise(shape, object, (below) => failures.carried([...path, ...below]));
    late.cost += cost;
    const own = failures.errors.filter((error) => path.every((step, index) => error.path?.[index] === step));
    if (own.length > 0) given.push({ path, data: JSON.parse(text) });
    const label = part.label === undefined ? '' : `"label":${JSON.stringify(part.label)},`;
    return [`{${label}"path":${JSON.stringify(path)},"data":${text}${own.length > 0 ? `,"errors":${JSON.stringify(own)}` : ''}}`];
  });
}

/** The JSON of the parts after the first, each as soon as it is there; parts may bring further ones. */
export async function* incremental(late: Late): AsyncGenerator<string, void, undefined> {
  const waiting = new Map<LatePart, Promise<LatePart>>();
  let known = 0;
  const take = (): void => {
    for (const part of late.late.parts.slice(known))
      waiting.set(
        part,
        part.ready.then(() => part),
      );
    known = late.late.parts.length;
  };
  take();
  while (waiting.size > 0) {
    const part = await Promise.race(waiting.values());
    waiting.delete(part);
    take();
    const payloads = payloadsOf(part, late);
    const hasNext = waiting.size > 0;
    if (!hasNext) late.settle(late.cost);
    if (payloads.length > 0 || !hasNext)
      yield `{${payloads.length > 0 ? `"incremental":[${payloads.join()}],` : ''}"hasNext":${String(hasNext)}}`;
  }
}
