import type { IsOfType, JsonObject } from '../planning/plan.ts';
import { objectsAt } from './deferral.ts';
import type { Run } from './operations.ts';
import { serialise } from './serialisation.ts';
import type { Deferral, LatePart } from './step.ts';

interface Late {
  late: Deferral;
  root: JsonObject;
  run: Run;
  isOfType: IsOfType;
}

/** One payload for each object that the part's fragment stands on. */
function payloadsOf({ part, failures }: LatePart, { root, run, isOfType }: Late): string[] {
  const shape = run.operation.partShape(part, run.conditions);
  return objectsAt(root, part.path, isOfType).map(({ object, at }) => {
    const path = failures.clients(at);
    const { text } = serialise(shape, object, (below) => failures.carried([...path, ...below]));
    const own = failures.errors.filter((error) => path.every((step, index) => error.path?.[index] === step));
    const label = part.label === undefined ? '' : `"label":${JSON.stringify(part.label)},`;
    return `{${label}"path":${JSON.stringify(path)},"data":${text}${own.length > 0 ? `,"errors":${JSON.stringify(own)}` : ''}}`;
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
    if (payloads.length > 0 || !hasNext)
      yield `{${payloads.length > 0 ? `"incremental":[${payloads.join()}],` : ''}"hasNext":${String(hasNext)}}`;
  }
}
