import { subgraph } from '../subgraph.ts';
import type { Topic } from '../topic.ts';

let done: string[] = [];
const write = (what: string): number => done.push(what);
const inOrder: Topic = {
  topic: 'mutations, one after another across subgraphs',
  reset: () => (done = []),
  subgraphs: [
    subgraph(
      'pens',
      `type Query { written: [String!]! } type Mutation { pen(word: String!): Page! slow(word: String!): Int } type Page @key(fields: "no") { no: Int! word: String! }`,
      {
        Query: { written: () => done },
        Mutation: {
          pen: (_, { word }: { word: string }) => ({ no: write(word), word }),
          slow: async (_, { word }: { word: string }) => {
            await new Promise((resolve) => setTimeout(resolve, 20));
            return write(word);
          },
        },
      },
    ),
    subgraph(
      'inks',
      `type Mutation { ink(word: String!): Page fail(word: String!): Int! } type Page @key(fields: "no") { no: Int! sofar: [String!]! }`,
      {
        Mutation: {
          ink: (_, { word }: { word: string }) => ({ no: write(word) }),
          fail: (_, { word }: { word: string }) => {
            write(word);
            throw new Error(word);
          },
        },
        Page: { sofar: () => [...done] },
      },
      { Page: [1, 2, 3, 4, 5].map((no) => ({ no })) },
    ),
    subgraph('bins', `type Mutation { bin: [String!]! }`, { Mutation: { bin: () => done.splice(0) } }),
  ],
  cases: {
    'are done in their order': {
      query: 'mutation { a: slow(word: "a") b: ink(word: "b") { no } c: slow(word: "c") d: pen(word: "d") { no } all: bin }',
      data: { a: 1, b: { no: 2 }, c: 3, d: { no: 4 }, all: ['a', 'b', 'c', 'd'] },
    },
    'are done twice where they stand twice': {
      query: 'mutation { x: pen(word: "w") { no } y: pen(word: "w") { no } bin }',
      data: { x: { no: 1 }, y: { no: 2 }, bin: ['w', 'w'] },
    },
    'are done once where two selections are one': {
      query: 'mutation { pen(word: "w") { no } pen(word: "w") { word } bin }',
      data: { pen: { no: 1, word: 'w' }, bin: ['w'] },
    },
    'lead to other subgraphs': {
      query: 'mutation ($w: String!) { pen(word: $w) { word sofar } __typename }',
      variables: { w: 'v' },
      data: { pen: { word: 'v', sofar: ['v'] }, __typename: 'Mutation' },
    },
    'that are skipped are not done': {
      query: 'mutation ($no: Boolean!) { pen(word: "a") @include(if: $no) { no } ink(word: "b") @skip(if: $no) { no } bin }',
      variables: { no: false },
      data: { ink: { no: 1 }, bin: ['b'] },
    },
  },
};

export const mutations: readonly Topic[] = [inOrder];
