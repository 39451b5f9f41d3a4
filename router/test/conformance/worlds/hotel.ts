import { subgraph } from '../subgraph.ts';

const guest = { id: 'g', name: 'Gil', nick: null, born: 1990 };
export const hotel = [
  subgraph(
    'desk',
    `type Query { guest(id: ID = "g"): Guest guests(first: Int): [Guest!]! count: Int! } type Guest @key(fields: "id") { id: ID! name: String! nick: String born: Int! }`,
    {
      Query: {
        guest: (_, { id }: { id: string }) => (id === 'g' ? guest : null),
        guests: (_, { first }: { first?: number }) => [guest, { ...guest, id: 'h', name: 'Hao' }].slice(0, first),
        count: 2,
      },
    },
    { Guest: [guest, { ...guest, id: 'h', name: 'Hao' }] },
  ),
  subgraph(
    'rooms',
    `type Query { free: [Room!]! } type Guest @key(fields: "id") { id: ID! room(floor: Int): Room rooms(floors: [Int!]! = [1]): [Room!]! } type Room { no: Int! beds: [Bed!]! guest: Guest! } type Bed { wide: Boolean! }`,
    {
      Query: { free: [{ no: 9, beds: [] }] },
      Guest: {
        room: (_, { floor }: { floor?: number }) => ({ no: floor ?? 0, beds: [{ wide: true }], guest: { id: 'h' } }),
        rooms: (_, { floors }: { floors: number[] }) =>
          floors.map((no) => ({ no, beds: [{ wide: false }, { wide: true }], guest: { id: 'g' } })),
      },
    },
  ),
  subgraph('bar', `type Guest @key(fields: "id") { id: ID! tab: Int! drinks: [String!]! }`, {
    Guest: { tab: ({ id }: { id: string }) => id.length * 12, drinks: ['tea', 'ale'] },
  }),
];
