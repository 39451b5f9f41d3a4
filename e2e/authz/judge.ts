import { rules, type Rule, type RuleName, type Verdict } from '../../schema/rules.ts';
import type { Observation, Position, State } from './observation.ts';
import type { Viewer } from './people.ts';
import { relationOf } from './subject.ts';

export type Kind = 'leak' | 'refused' | 'probe' | 'broken';

/** A cell that is not as its rule says. */
export interface Fault {
  kind: Kind;
  field: string;
  viewer: string;
  relation: string;
  way: string;
  /** The question, e.g. `Query.booking of here`. */
  question: string;
  expected: string;
  got: string;
}

export interface Judgement {
  cells: number;
  faults: Fault[];
  /** Fields that somebody was asked for. */
  asked: Set<string>;
  /** Fields that somebody got a value of. */
  shown: Set<string>;
  relations: Set<string>;
  ways: Set<string>;
}

export const emptyJudgement = (): Judgement => ({
  cells: 0,
  faults: [],
  asked: new Set(),
  shown: new Set(),
  relations: new Set(),
  ways: new Set(),
});

const nestedFrom = new Set(['root', 'look-up', 'subscription']);

const ruleOf = (name: RuleName): Rule => rules[name];

const lacksScope = (name: RuleName, { scopes }: Viewer): boolean => {
  const { scope } = ruleOf(name);
  return scopes !== null && typeof scope === 'string' && !scopes.has(scope);
};

/** What a rule says to a viewer of something that is so related to them. */
export function verdictOf(name: RuleName, viewer: Viewer, relation: ReturnType<typeof relationOf>): Verdict {
  const { may, scope } = ruleOf(name);
  if ((viewer.scopes !== null && scope === null) || lacksScope(name, viewer)) return 'no';
  return may(viewer, relation);
}

/** Whether a viewer's role would do, were it but theirs: then somebody else's must look as if it were not there. */
const couldOwn = (name: RuleName, viewer: Viewer): boolean =>
  viewer.role !== null && (['own', 'other'] as const).some((relation) => verdictOf(name, viewer, relation) !== 'no');

const both = (one: Verdict, other: Verdict): Verdict => (one === 'no' || other === 'no' ? 'no' : one === 'within' ? one : other);

/** Judges what everybody got by the classification; adds to `into`. */
export function judge(observation: Observation, classified: ReadonlyMap<string, RuleName>, into: Judgement): void {
  const { positions, viewers, seen, way } = observation;
  const shown = new Set<string>();
  for (const states of seen.values()) for (const [key, state] of states) if (state.kind === 'value') shown.add(key);
  const below = Map.groupBy(positions.values(), ({ within }) => within);

  for (const viewer of viewers) {
    const states = seen.get(viewer) ?? new Map<string, State>();
    const verdicts = new Map<string, Verdict>();
    const expected = (position: Position): Verdict => {
      const known = verdicts.get(position.key);
      if (known) return known;
      const around = position.within === null ? undefined : positions.get(position.within);
      const name = classified.get(position.field);
      const own = position.field.startsWith('_Entity.')
        ? 'yes'
        : name === undefined
          ? 'no'
          : verdictOf(name, viewer, relationOf(viewer, position.subject));
      const verdict = both(around ? expected(around) : 'yes', own);
      verdicts.set(position.key, verdict);
      return verdict;
    };
    const promised = new Map<string, boolean>();
    const promises = (position: Position): boolean => {
      const known = promised.get(position.key);
      if (known !== undefined) return known;
      const fields = below.get(position.key);
      // An edge is owed for what it leads to.
      const node = fields?.find(({ key }) => key.endsWith('.node'));
      const inside = node ? [node] : fields;
      // A key says which one it is, and promises nothing of it.
      const owing = inside && inside.length > 1 ? inside.filter(({ key }) => !key.endsWith('.id')) : inside;
      const due = expected(position) === 'yes' && (position.leaf || owing === undefined || owing.some(promises));
      promised.set(position.key, due);
      return due;
    };

    for (const position of positions.values()) {
      if (position.only !== null && position.only !== viewer) continue;
      const name = classified.get(position.field);
      if (name === undefined) continue;
      const relation = relationOf(viewer, position.subject);
      const state = states.get(position.key);
      const verdict = expected(position);
      if (state?.kind === 'unasked') continue;
      const reached = nestedFrom.has(way) && position.depth > 1 ? 'nested' : way;
      if (!position.item) into.cells += 1;
      into.ways.add(reached);
      into.asked.add(position.field);
      into.relations.add(relation);
      if (state?.kind === 'value') into.shown.add(position.field);
      const fault = faultOf(verdict, state, {
        leaf: position.leaf,
        // Of an answer about its asker alone nobody else can say whose the thing below was.
        owed: () =>
          !(position.only !== null && position.depth > 0 && state?.kind === 'error' && state.code === 'NOT_FOUND') &&
          (state?.kind === 'error' || shown.has(position.key)) &&
          promises(position) &&
          isThere(position, positions, states),
        mutation: way === 'mutation',
        // A key is told what it lacks, where all else is right.
        lacking:
          relation === 'own' && (position.within === null || states.get(position.within)?.kind === 'value') && lacksScope(name, viewer),
        probing: verdict === 'no' && relation !== 'own' && couldOwn(name, viewer) && ruleOf(name).sees?.(viewer, relation) !== true,
        following: reached === 'subscription',
      });
      if (fault)
        into.faults.push({ ...fault, field: position.field, viewer: viewer.name, relation, way: reached, question: observation.name });
    }
  }
}

/** What stands around it came: else that is the fault, told once. */
function isThere({ within }: Position, positions: ReadonlyMap<string, Position>, states: ReadonlyMap<string, State>): boolean {
  return within === null || !positions.has(within) || states.get(within)?.kind === 'value';
}

/** What says that somebody may not; whatever else a mutation says, it got past. */
export const refusals = new Set(['UNAUTHENTICATED', 'FORBIDDEN', 'NOT_FOUND', 'SCOPE_MISSING']);

interface Cell {
  leaf: boolean;
  mutation: boolean;
  /** A key without the scope: the refusal must name it. */
  lacking: boolean;
  /** Somebody got a value here, and this viewer was to. */
  owed(): boolean;
  /** The refusal must not tell that it is there. */
  probing: boolean;
  /** The root of a subscription: silence is no refusal. */
  following: boolean;
}

function faultOf(
  verdict: Verdict,
  state: State | undefined,
  { leaf, mutation, lacking, owed, probing, following }: Cell,
): Pick<Fault, 'kind' | 'expected' | 'got'> | null {
  const code = state?.kind === 'error' ? state.code : null;
  const wanted = { yes: 'a value', no: 'nothing', within: 'what is theirs' }[verdict];
  if (code === 'INTERNAL' || code === 'NONE' || code === 'TOO_COSTLY') return { kind: 'broken', expected: wanted, got: code };
  if (state?.kind === 'value' && state.counts !== undefined)
    return { kind: 'leak', expected: 'a count of what is shown', got: state.counts };
  if (verdict === 'no') {
    if (state?.kind === 'value' && leaf) return { kind: 'leak', expected: wanted, got: 'a value' };
    if (mutation && code !== null && !refusals.has(code)) return { kind: 'leak', expected: 'a refusal', got: code };
    if (following && code !== null && !refusals.has(code)) return { kind: 'broken', expected: 'a refusal', got: code };
    if (lacking && code !== null && code !== 'SCOPE_MISSING') return { kind: 'probe', expected: 'SCOPE_MISSING', got: code };
    if (probing && code === 'FORBIDDEN') return { kind: 'probe', expected: 'NOT_FOUND or nothing', got: code };
    return null;
  }
  if (verdict === 'yes' && state?.kind !== 'value' && owed()) {
    return { kind: 'refused', expected: wanted, got: code ?? state?.kind ?? 'nothing' };
  }
  return null;
}
