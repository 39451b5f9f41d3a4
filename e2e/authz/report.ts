import { emptyJudgement, judge, type Fault, type Judgement } from './judge.ts';
import type { Taken } from './matrix.ts';
import type { RuleName } from '../../schema/rules.ts';

/** All that was seen, judged by a classification. */
export function judged({ observations }: Taken, rules: ReadonlyMap<string, RuleName>): Judgement {
  const judgement = emptyJudgement();
  for (const observation of observations) judge(observation, rules, judgement);
  return judgement;
}

/** Faults that look the same are one line. */
export function linesOf(faults: readonly Fault[], questions = false): string[] {
  const lines = faults.map(
    ({ kind, field, viewer, relation, way, question, expected, got }) =>
      `${kind.padEnd(8)} ${field.padEnd(34)} ${viewer.padEnd(28)} ${relation.padEnd(12)} ${way.padEnd(13)} expected ${expected}, got ${got}${questions ? ` (${question})` : ''}`,
  );
  return [...new Set(lines)];
}

const figure = (count: number): string => count.toLocaleString('en').padStart(10);

/** The matrix's size, and what is not as it must be. `most` lines at most, the rest counted. */
export function textOf(taken: Taken, judgement: Judgement, most: number): string {
  const { classified, graph, viewers } = taken;
  const fields = [...graph.objects.values()].reduce((sum, { size }) => sum + size, 0);
  const count = (kind: Fault['kind']): number => judgement.faults.filter((fault) => fault.kind === kind).length;
  const unseen = [...classified.rules.keys()].filter((field) => !judgement.shown.has(field));
  const lines = [
    ...classified.unclassified.map((field) => `unclassified ${field}: give it a rule in schema/authorisation.ts`),
    ...classified.stale.map((field) => `stale ${field}: the supergraph has no such field; take it out of schema/authorisation.ts`),
    ...taken.unasked.map((field) => `unasked ${field}: say in e2e/authz what to ask of it`),
    ...taken.open.map((line) => `leak ${line}`),
    ...linesOf(judgement.faults, most === Infinity),
  ];
  return [
    `  Fields        ${figure(fields)}   of ${graph.objects.size} object types`,
    `  Viewers       ${figure(viewers)}`,
    `  Relations     ${figure(judgement.relations.size)}   ${[...judgement.relations].join(', ')}`,
    `  Ways          ${figure(judgement.ways.size)}   ${[...judgement.ways].join(', ')}`,
    `  Cells         ${figure(judgement.cells + taken.guards)}`,
    '',
    `  Unclassified  ${figure(classified.unclassified.length + classified.stale.length + taken.unasked.length)}`,
    `  Leaks         ${figure(count('leak') + count('probe') + taken.open.length)}`,
    `  Refused       ${figure(count('refused'))}   that should have been answered`,
    `  Broken        ${figure(count('broken'))}`,
    '',
    ...lines.slice(0, most).map((line) => `  ${line}`),
    ...(lines.length > most ? [`  … and ${lines.length - most} lines more: --all`] : []),
    ...(unseen.length > 0 ? [`  Nobody was shown a value of ${unseen.length} fields: ${unseen.join(' ')}`] : []),
    '',
  ].join('\n');
}

export const isClean = ({ classified, unasked, open }: Taken, { faults }: Judgement): boolean =>
  classified.unclassified.length + classified.stale.length + unasked.length + open.length + faults.length === 0;
