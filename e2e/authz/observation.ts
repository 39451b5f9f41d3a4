import type { Viewer } from './people.ts';
import type { Subject } from './subject.ts';
import { halved, pruned, type Branch } from './tree.ts';

/** What somebody got at a place of an answer. */
/** `unasked`: it was left out of the question, because elsewhere in the same list it was refused. */
export type State = { kind: 'value'; counts?: string } | { kind: 'null' | 'unasked' } | { kind: 'error'; code: string };

/** A place of an answer: a field of something that is somebody's. */
export interface Position {
  key: string;
  /** The place that it is in; null at the top. */
  within: string | null;
  /** Type.field. */
  field: string;
  leaf: boolean;
  /** One of a list, not a field of its own. */
  item: boolean;
  /** How many fields it is below the root. */
  depth: number;
  subject: Subject;
  /** Who alone is concerned, where each answer is about its asker. */
  only: Viewer | null;
}

/** What everybody got from one question. */
export interface Observation {
  way: string;
  /** Which question, e.g. `Query.booking of somebody else`. */
  name: string;
  viewers: readonly Viewer[];
  positions: Map<string, Position>;
  seen: Map<Viewer, Map<string, State>>;
}

export interface Answer {
  data: Record<string, unknown> | null;
  errors: readonly { path?: readonly (string | number)[]; extensions?: { code?: string } }[];
}

export const observation = (way: string, name: string, viewers: readonly Viewer[]): Observation => ({
  way,
  name,
  viewers,
  positions: new Map(),
  seen: new Map(viewers.map((viewer) => [viewer, new Map<string, State>()])),
});

type Thing = Record<string, unknown>;
const isThing = (value: unknown): value is Thing => typeof value === 'object' && value !== null && !Array.isArray(value);
const idIn = (item: unknown): string | undefined => {
  const id = isThing(item) ? (item['id'] ?? (isThing(item['node']) ? item['node']['id'] : undefined)) : undefined;
  return typeof id === 'string' ? id : undefined;
};
const keysOf = (path: readonly (string | number)[]): string[] => path.filter((each): each is string => typeof each === 'string');

export interface Question {
  tree: readonly Branch[];
  /** Whose the answer is before it says so itself. */
  subject(branch: Branch, viewer: Viewer): Subject;
  /** Whose a thing of a type is by its id; undefined for what was there before us. */
  subjects: { get(id: string): Subject | undefined };
  /** Each asker's answer is about themselves: it is compared with nobody else's. */
  perViewer?: boolean;
  ask(viewer: Viewer, tree: readonly Branch[]): Promise<Answer>;
}

const somebodys = new Set(['User', 'Booking', 'Conversation']);
/** Their ids say until when they are good: each answer has others. */
const shortLived = new Set(['Offer', 'OfferEdge']);
/** They grow while one after the other is asked: their first item stands for all. */
const growing = new Set(['CarDelivery.trail']);
const mostAsked = 40;

/** More than the router takes in one operation. */
const isTooCostly = ({ errors }: Answer): boolean =>
  errors.some(({ path = [], extensions }) => path.length === 0 && extensions?.code === 'TOO_COSTLY');

/**
 * Asks as `viewer` and notes what came. A refusal that took other fields with it is noted, and the rest asked again
 * without what was refused; what is too much for one operation is asked in two.
 */
export async function observe(into: Observation, viewer: Viewer, question: Question): Promise<void> {
  const refused = new Map<string, string>();
  const left = new Set<string>();
  let tree = question.tree;
  for (let asked = 0; asked < mostAsked; asked += 1) {
    const answer = await question.ask(viewer, tree);
    const halves = isTooCostly(answer) ? halved(tree) : null;
    if (halves) {
      for (const half of halves) await observe(into, viewer, { ...question, tree: half });
      return;
    }
    const taken = answer.errors.filter(({ path = [] }) => path.length > 1 && isLost(answer.data, path));
    const again = taken.filter(({ path = [] }) => !refused.has(path.join('.')));
    if (again.length === 0) {
      note(into, viewer, question, answer, { refused, left });
      return;
    }
    for (const { path = [], extensions } of again) {
      refused.set(path.join('.'), extensions?.code ?? 'NONE');
      left.add(keysOf(path).join('.'));
      tree = pruned(tree, keysOf(path));
    }
  }
  throw new Error(`${into.name}: ${viewer.name} is refused something else each time`);
}

/** Whether the place of an error is gone because a place around it is null. */
function isLost(data: Thing | null, path: readonly (string | number)[]): boolean {
  let at: unknown = data;
  for (const step of path.slice(0, -1)) {
    if (at === null || at === undefined) return true;
    at = (at as Record<string | number, unknown>)[step];
  }
  return at === null || at === undefined;
}

/** Codes by the whole path of what was refused, and the paths without places in lists that were left out then. */
interface Pruning {
  refused: ReadonlyMap<string, string>;
  left: ReadonlySet<string>;
}

function note(into: Observation, viewer: Viewer, question: Question, { data, errors }: Answer, { refused, left }: Pruning): void {
  const seen = into.seen.get(viewer);
  if (!seen) throw new Error(`${viewer.name} is not among those asked`);
  const codes = new Map(errors.map(({ path = [], extensions }) => [path.join('.'), extensions?.code ?? 'NONE']));
  const whole = codes.get('');

  const walk = (
    branches: readonly Branch[],
    thing: Thing | null,
    path: (string | number)[],
    within: string | null,
    subject: Subject | null,
  ): void => {
    for (const branch of branches) {
      if (branch.on !== null && thing !== null && thing['__typename'] !== branch.on) continue;
      const place = [...path, branch.key];
      const owner = subject ?? question.subject(branch, viewer);
      const own = question.perViewer === true && within === null ? `${viewer.name} ` : '';
      const key = within === null ? `${own}${branch.key}` : `${within}.${branch.key}`;
      const value = thing?.[branch.key];
      const code = codes.get(place.join('.')) ?? refused.get(place.join('.')) ?? (path.length === 0 ? whole : undefined);
      if (value === undefined && code === undefined) {
        if (left.has(keysOf(place).join('.'))) seen.set(key, { kind: 'unasked' });
        continue;
      }
      const field = `${branch.parent}.${branch.field.name}`;
      const only = question.perViewer === true ? viewer : null;
      const position = { key, within, field, leaf: branch.field.leaf, item: false, depth: keysOf(path).length, subject: owner, only };
      into.positions.set(key, position);
      if (value === null || value === undefined) {
        seen.set(key, code === undefined ? { kind: 'null' } : { kind: 'error', code });
        continue;
      }
      const wrong = branch.key === 'totalCount' && thing ? miscount(thing) : null;
      seen.set(key, { kind: 'value', ...(wrong !== null && { counts: wrong }) });
      if (branch.field.leaf) continue;
      const listed = Array.isArray(value) && (growing.has(field) ? value.slice(0, 1) : value);
      const items = listed ? listed.map((item: unknown, index) => ({ item, index })) : [{ item: value, index: null }];
      for (const { item, index } of items) {
        if (!isThing(item)) continue;
        const id = shortLived.has(branch.field.returns) ? undefined : idIn(item);
        const theirs = somebodys.has(branch.field.returns) ? question.subjects.get(id ?? '') : owner;
        if (!theirs) continue;
        const inside = index === null ? key : `${key}[${id ?? index}]`;
        // So that what is missing for others can be told from what is not theirs.
        if (index !== null) {
          into.positions.set(inside, { ...position, key: inside, within: key, leaf: false, item: true });
          seen.set(inside, { kind: 'value' });
        }
        walk(branch.children, item, index === null ? place : [...place, index], inside, theirs);
      }
    }
  };
  walk(question.tree, data, [], null, null);
}

/** A list that is all there says how many it holds; more than it shows tells of what it hides. */
function miscount({ totalCount, edges, pageInfo }: Thing): string | null {
  if (!Array.isArray(edges) || !isThing(pageInfo) || pageInfo['hasNextPage'] !== false || pageInfo['hasPreviousPage'] === true) return null;
  return totalCount === edges.length ? null : `counts ${String(totalCount)} and shows ${String(edges.length)}`;
}
