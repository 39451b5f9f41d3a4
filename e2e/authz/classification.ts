import { authorisation, type Classification } from '../../schema/authorisation.ts';
import { rules, type RuleName } from '../../schema/rules.ts';
import type { Supergraph } from './supergraph.ts';

export interface Classified {
  /** By Type.field. */
  rules: ReadonlyMap<string, RuleName>;
  /** Fields of the supergraph that have no rule, or two. */
  unclassified: string[];
  /** Rules for fields that the supergraph has not. */
  stale: string[];
}

const isRule = (name: string): name is RuleName => Object.hasOwn(rules, name);

/** The rule of each field, and where classification and supergraph differ. */
export function classify({ objects }: Pick<Supergraph, 'objects'>, classification: Classification = authorisation): Classified {
  const byField = new Map<string, RuleName>();
  const twice: string[] = [];
  for (const [type, byRule] of Object.entries(classification)) {
    for (const [rule, fields] of Object.entries(byRule)) {
      for (const field of fields.split(' ').filter(Boolean)) {
        const name = `${type}.${field}`;
        if (byField.has(name)) twice.push(name);
        if (isRule(rule)) byField.set(name, rule);
      }
    }
  }
  const known = [...objects].flatMap(([type, fields]) => [...fields.keys()].map((field) => `${type}.${field}`));
  const there = new Set(known);
  return {
    rules: byField,
    unclassified: [...known.filter((name) => !byField.has(name)), ...twice],
    stale: [...byField.keys()].filter((name) => !there.has(name)),
  };
}
