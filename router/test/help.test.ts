import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { shape } from '../src/configuration.ts';
import { help } from '../src/options.ts';

interface Node {
  properties?: Record<string, Node>;
  additionalProperties?: Node | boolean;
  items?: Node;
  anyOf?: Node[];
  default?: unknown;
}

const dense = help.replace(/\s/g, '');
/** In examples of what is sent and answered. */
const others = ['NAME', 'data', 'dryRun', 'extensions', 'revoked'];

function keysOf({ properties = {}, additionalProperties, items, anyOf = [] }: Node): [string, unknown][] {
  const below = [items, typeof additionalProperties === 'object' ? additionalProperties : undefined, ...anyOf];
  return [
    ...Object.entries(properties).flatMap(([name, node]): [string, unknown][] => [[name, node.default], ...keysOf(node)]),
    ...below.flatMap((node) => (node ? keysOf(node) : [])),
  ];
}

const keys = keysOf(z.toJSONSchema(shape, { io: 'input', unrepresentable: 'any' }) as Node);
const isPlain = (value: unknown): boolean => value !== undefined && (typeof value !== 'object' || Array.isArray(value));

test('the help names every key of the configuration', () => {
  expect(keys.length).toBeGreaterThan(100);
  expect(keys.map(([name]) => name).filter((name) => !dense.includes(`"${name}":`))).toEqual([]);
});

test('the help says every default, and says it right', () => {
  const defaults = keys.filter(([, value]) => isPlain(value)).map(([name, value]) => `"${name}":${JSON.stringify(value)}`);
  expect(defaults.length).toBeGreaterThan(50);
  // A list of rules is shown by an example.
  expect(defaults.filter((text) => !dense.includes(text))).toEqual(['"proxies":[]']);
});

test('the help names nothing that is no key', () => {
  const known = new Set([...keys.map(([name]) => name), ...others]);
  expect([...help.matchAll(/"(\w+)":/g)].flatMap(([, name]) => name ?? []).filter((name) => !known.has(name))).toEqual([]);
});
