import { faults, type Observed } from '../checker.ts';

const message = (sequence: number) => ({ sequence, clientId: `m${String(sequence)}` });
const all = [1, 2, 3, 4, 5].map(message);

const observed = (change: Partial<Observed> = {}): Observed => ({
  readers: [
    { conversationId: 'a', seen: all },
    { conversationId: 'a', seen: all },
  ],
  acknowledged: all.slice(1).map((each) => ({ ...each, conversationId: 'a' })),
  stored: new Map([['a', all]]),
  ...change,
});
const seenAs = (...sequences: number[]) => observed({ readers: [{ conversationId: 'a', seen: sequences.map(message) }] });

test('finds nothing where every client has seen everything once and in order', () => {
  expect(faults(observed())).toEqual([]);
});

test.each([
  ['a loss in the middle', seenAs(1, 2, 4, 5), /3 wanted, 4 came/],
  ['a loss at the end', seenAs(1, 2, 3, 4), /5 wanted, nothing came/],
  ['a message twice', seenAs(1, 2, 2, 3, 4, 5), /3 wanted, 2 came again/],
  ['the last one twice', seenAs(1, 2, 3, 4, 5, 5), /1 more than there are/],
  ['another order', seenAs(1, 3, 2, 4, 5), /2 wanted, 3 came/],
  ['a client that saw nothing', seenAs(), /1 wanted, nothing came/],
  [
    'somebody else’s message in its place',
    observed({ readers: [{ conversationId: 'a', seen: [...all.slice(0, 4), { sequence: 5, clientId: 'x' }] }] }),
    /5 wanted, 5 came/,
  ],
  [
    'a gap in the database',
    observed({ stored: new Map([['a', [...all.slice(0, 2), ...all.slice(3)]]]), readers: [], acknowledged: [] }),
    /sequence 4 stands at 3/,
  ],
  [
    'a message stored twice',
    observed({ stored: new Map([['a', [...all.slice(0, 4), { sequence: 5, clientId: 'm4' }]]]), readers: [], acknowledged: [] }),
    /stored twice/,
  ],
  [
    'an acknowledged message that is not there',
    observed({ acknowledged: [{ ...message(6), conversationId: 'a' }] }),
    /acknowledged message 6/,
  ],
])('finds %s', (_, what, words) => {
  expect(faults(what).join('\n')).toMatch(words);
});
