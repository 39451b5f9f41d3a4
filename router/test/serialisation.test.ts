import * as fc from 'fast-check';
import { describe, expect, test } from '@jest/globals';
import { buildSchema, executeSync, getOperationAST, parse, type GraphQLSchema } from 'graphql';
import type { JsonObject } from '../src/json.ts';
import { serialise } from '../src/execution/serialisation.ts';
import { shapesOf } from '../src/execution/shapes.ts';
import { readConfiguration } from '../src/configuration.ts';
import { rulesOf } from '../src/guard/guard.ts';

const sdl = `
scalar Any
enum Gear { MANUAL AUTOMATIC }
type Query { fleet: [Car] desk: Desk }
type Desk { name: String! cars: [Car!]! }
type Car { id: ID! plate: String name: String! seats: Int range: Float electric: Boolean gear: Gear any: Any next: Car maker: Maker! tags: [String!] }
type Maker { id: ID! name: String! }`;
const schema: GraphQLSchema = buildSchema(sdl);
const document = parse(`{
  fleet { __typename id plate called: name seats range electric gear any next { id name maker { name } } maker { ...M } tags }
  desk { name cars { id name seats maker { ...M } } }
}
fragment M on Maker { __typename id name }`);

function written(data: JsonObject, shared?: ReadonlySet<JsonObject>) {
  const definition = getOperationAST(document);
  if (!definition) throw new Error('no operation');
  const { prices } = rulesOf(sdl, schema, readConfiguration(undefined, {}).limits);
  const shape = shapesOf(document, definition, [], { schema, prices, denials: new Map(), sourceOf: (node) => node.name.value })({});
  const nulls: string[] = [];
  const answer = serialise(shape, data, (path) => nulls.push(path.join('.')), shared);
  return { ...answer, nulls };
}

const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme', minLength: 50, maxLength: 200 }));
const nullable = <Value>(values: fc.Arbitrary<Value>) => fc.option(values, { freq: 12 });
const maker = fc.record({ id: fc.nat(), name: nullable(text) });
const cars: fc.Arbitrary<JsonObject> = fc.letrec<{ car: JsonObject }>((tie) => ({
  car: fc.record({
    id: fc.oneof(text, fc.nat()),
    plate: nullable(text),
    name: nullable(text),
    seats: nullable(fc.integer()),
    range: nullable(fc.double({ noNaN: true, noDefaultInfinity: true })),
    electric: nullable(fc.boolean()),
    gear: nullable(fc.constantFrom('MANUAL', 'AUTOMATIC')),
    any: nullable(fc.jsonValue()),
    next: fc.option(tie('car'), { freq: 1, maxDepth: 2 }),
    maker: nullable(maker),
    tags: nullable(fc.array(nullable(text), { maxLength: 3 })),
  }),
})).car;

/** Each of a few cars at several places, as the merging of entities leaves them. */
const data = fc.array(cars, { minLength: 1, maxLength: 4 }).chain((own) =>
  fc
    .record({
      fleet: fc.array(fc.nat(own.length - 1), { maxLength: 8 }),
      desk: fc.record({ name: nullable(text), cars: fc.array(fc.nat(own.length - 1), { maxLength: 4 }) }),
    })
    .map(({ fleet, desk }) => {
      const at = (index: number): JsonObject | undefined => own[index];
      return { shared: new Set(own), root: { fleet: fleet.map(at), desk: { ...desk, cars: desk.cars.map(at) } } };
    }),
);

/** JSON has no lone surrogates in UTF-8: both writers escape them. */
const expected = (root: JsonObject): unknown => JSON.parse(JSON.stringify(executeSync({ schema, document, rootValue: root }).data));

describe('the text of an answer', () => {
  test('is what graphql-js makes of the same data, whatever stands in it and wherever nulls are carried', () => {
    fc.assert(
      fc.property(data, ({ root, shared }) => {
        const whole = expected(root);
        expect(JSON.parse(written(root).text)).toEqual(whole);
        expect(JSON.parse(written(root, shared).text)).toEqual(whole);
      }),
      { numRuns: 300, seed: 20_261 },
    );
  });

  test('costs and tells the same of objects that stand in several places, written once or each time', () => {
    fc.assert(
      fc.property(data, ({ root, shared }) => {
        expect(written(root, shared)).toEqual(written(root));
      }),
      { numRuns: 300, seed: 20_262 },
    );
  });

  test('larger than the buffer it is written in', () => {
    const name = 'é'.repeat(40);
    const fleet = Array.from({ length: 3000 }, (_, id) => ({ id: String(id), name, maker: { id: '1', name: '\u0000"\\\ud800' } }));
    const { text: json } = written({ fleet });
    expect(Buffer.byteLength(json)).toBeGreaterThan(200_000);
    expect(JSON.parse(json)).toEqual(expected({ fleet }));
    expect(JSON.parse(written({ fleet: fleet.slice(0, 1) }).text)).toEqual(expected({ fleet: fleet.slice(0, 1) }));
  });
});
