import type { Configuration } from '../configuration.ts';
import { forwardRule } from '../edge/headers.ts';
import type { Scope } from '../edge/scope.ts';

/** The lines of a fetch's header that say what is asked for, each with its end. */
export type HeaderLines = (scope: Scope) => string;

/** A line end in it would begin another header: chars beyond a byte lose what tells them from one. */
const legalValue = /^[\t\x20-\x7e\x80-\xff]*$/;
/** The router's own. It takes no compressed answers. */
const own = { 'content-type': 'application/json', accept: 'application/graphql-response+json, application/json' };
const ownNames = [...Object.keys(own), 'accept-encoding', 'traceparent', 'authorization'];

export const lineOf = (name: string, value: string): string => `${name}: ${value}\r\n`;

/** What is set wins over what is forwarded, the subgraph's own rules over those for all. */
export function createHeaderLines(configuration: Configuration, subgraph: string): HeaderLines {
  const { set = {}, remove = [] } = configuration.subgraphs[subgraph] ?? {};
  const forwarded = forwardRule(configuration, subgraph);
  const constant = Object.entries({ ...configuration.headers.set, ...set }).filter(([name]) => !remove.includes(name));
  const withheld = new Set([...ownNames, ...remove, ...constant.map(([name]) => name)]);
  const constants = [...Object.entries(own), ...constant].map(([name, value]) => lineOf(name, value)).join('');

  return (scope) => {
    let lines = constants;
    const picked = forwarded(scope);
    for (const name of Object.keys(picked)) {
      const value = picked[name];
      if (value !== undefined && !withheld.has(name) && legalValue.test(value)) lines += lineOf(name, value);
    }
    return lines;
  };
}
