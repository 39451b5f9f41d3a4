import { subgraph } from '../subgraph.ts';
import type { Topic } from '../topic.ts';

const atOnePath: Topic = {
  topic: '@provides at one path and not at another',
  subgraphs: [
    subgraph(
      'museum',
      `type Query { exhibits: [Exhibit!]! guide: Artist! } type Exhibit { no: Int! by: Artist @provides(fields: "name") } type Artist @key(fields: "id") { id: ID! name: String! @external }`,
      {
        Query: {
          exhibits: [
            { no: 1, by: { id: 'a1', name: 'as the museum knows her' } },
            { no: 2, by: null },
          ],
          guide: { id: 'a1' },
        },
      },
    ),
    subgraph(
      'artists',
      `type Artist @key(fields: "id") { id: ID! name: String! @shareable born: Int }`,
      {},
      { Artist: [{ id: 'a1', name: 'as she is', born: 1900 }] },
    ),
  ],
  cases: {
    'takes what is provided': {
      query: '{ exhibits { by { name } } }',
      data: { exhibits: [{ by: { name: 'as the museum knows her' } }, { by: null }] },
      asks: ['museum'],
    },
    'asks the owner elsewhere': { query: '{ guide { name } }', data: { guide: { name: 'as she is' } }, asks: ['artists', 'museum'] },
    'asks the owner for the rest alone': {
      query: '{ exhibits { no by { name born } } }',
      data: {
        exhibits: [
          { no: 1, by: { name: 'as the museum knows her', born: 1900 } },
          { no: 2, by: null },
        ],
      },
    },
  },
};

const nestedProvides: Topic = {
  topic: '@provides of fields within fields',
  subgraphs: [
    subgraph(
      'press',
      `type Query { issue: Issue! } type Issue { lead: Story @provides(fields: "author { desk { floor } } tags { word }") } type Story @key(fields: "id") { id: ID! author: Writer @external tags: [Tag!]! @external }
      type Writer @key(fields: "id") { id: ID! desk: Desk @external } type Desk @key(fields: "id") { id: ID! floor: Int! @external } type Tag { word: String! @external }`,
      {
        Query: { issue: { lead: { id: 's', author: { id: 'w', desk: { id: 'd', floor: 3 } }, tags: [{ word: 'sea' }] } } },
      },
    ),
    subgraph(
      'staff',
      `type Story @key(fields: "id") { id: ID! author: Writer @shareable tags: [Tag!]! @shareable } type Tag { word: String! @shareable weight: Int } type Writer @key(fields: "id") { id: ID! name: String! desk: Desk @shareable } type Desk @key(fields: "id") { id: ID! floor: Int! @shareable lamp: Boolean! }`,
      {},
      {
        Story: [
          { id: 's', author: { id: 'w', name: 'Lu', desk: { id: 'd', floor: 9, lamp: true } }, tags: [{ word: 'ocean', weight: 1 }] },
        ],
        Writer: [{ id: 'w', name: 'Lu', desk: { id: 'd', floor: 9, lamp: true } }],
        Desk: [{ id: 'd', floor: 9, lamp: true }],
      },
    ),
  ],
  cases: {
    'takes them all from one subgraph': {
      query: '{ issue { lead { author { desk { floor } } tags { word } } } }',
      data: { issue: { lead: { author: { desk: { floor: 3 } }, tags: [{ word: 'sea' }] } } },
      asks: ['press'],
    },
    'goes to the owner from the innermost': {
      query: '{ issue { lead { author { name desk { floor lamp } } } } }',
      data: { issue: { lead: { author: { name: 'Lu', desk: { floor: 3, lamp: true } } } } },
      asks: ['press', 'staff'],
    },
  },
};

const providesAbstract: Topic = {
  topic: '@provides on a union and on an interface',
  subgraphs: [
    subgraph(
      'radio',
      `type Query { playing: [Sound!]! @provides(fields: "... on Song { title }") next: Audible @provides(fields: "... on Talk { seconds }") }
      union Sound = Song | Talk interface Audible { id: ID! } type Song implements Audible @key(fields: "id") { id: ID! title: String! @external } type Talk implements Audible @key(fields: "id") { id: ID! seconds: Int! @external }`,
      {
        Query: {
          playing: [
            { __typename: 'Song', id: 's1', title: 'on air' },
            { __typename: 'Talk', id: 't1' },
          ],
          next: { __typename: 'Talk', id: 't1', seconds: 1 },
        },
      },
    ),
    subgraph(
      'archive',
      `type Song @key(fields: "id") { id: ID! title: String! @shareable seconds: Int! } type Talk @key(fields: "id") { id: ID! title: String! seconds: Int! @shareable }`,
      {},
      {
        Song: [{ id: 's1', title: 'archived', seconds: 180 }],
        Talk: [{ id: 't1', title: 'Weather', seconds: 60 }],
      },
    ),
  ],
  cases: {
    'takes what is provided for one member': {
      query: '{ playing { ... on Song { title } ... on Talk { title } } }',
      data: { playing: [{ title: 'on air' }, { title: 'Weather' }] },
    },
    'asks for no other member': {
      query: '{ playing { ... on Song { title } } }',
      data: { playing: [{ title: 'on air' }, {}] },
      asks: ['radio'],
    },
    'takes what is provided for one implementation': {
      query: '{ next { id ... on Talk { seconds } } }',
      data: { next: { id: 't1', seconds: 1 } },
      asks: ['radio'],
    },
    'asks for what is provided of another': {
      query: '{ playing { ... on Talk { seconds } } }',
      data: { playing: [{}, { seconds: 60 }] },
      asks: ['archive', 'radio'],
    },
  },
};

export const provides: readonly Topic[] = [atOnePath, nestedProvides, providesAbstract];
