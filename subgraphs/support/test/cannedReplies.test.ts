import { v7 as uuidv7 } from 'uuid';
import { seed } from '../src/seed.ts';
import { aDesk, emptied, field, staffed, type Person, type TestDesk } from './aDesk.ts';

let test: TestDesk;
let claire: Person;
let leo: Person;
let noah: Person;
const now = new Date('2026-07-14T10:00:00Z');

beforeAll(async () => {
  test = await aDesk({ clock: { now: () => now } });
  ({ claire, leo, noah } = await staffed(test));
});
beforeEach(() => emptied(test));
afterAll(() => test.stop());

describe('canned replies', () => {
  const CREATE = 'mutation ($input: CreateCannedReplyInput!) { createCannedReply(input: $input) { id title body } }';
  const CHANGE = 'mutation ($input: ChangeCannedReplyInput!) { changeCannedReply(input: $input) { body } }';
  const FIND = 'query ($text: String) { cannedReplies(language: fr, text: $text) { title } }';
  it('are written by managers, found by agents of the language, and hold known variables alone', async () => {
    const input = {
      language: 'fr',
      title: 'Excuses',
      body: 'Bonjour {customer}, c’est {agent}. Réservation {reference}, ticket {ticket}.',
    };
    const made = field<{ id: string }>(await noah.ask(CREATE, { input }), 'createCannedReply');
    expect(field(await noah.ask(CREATE, { input }), 'createCannedReply')).toEqual(made);
    expect(await noah.ask(CREATE, { input: { ...input, body: 'autre' } })).toMatchObject({ code: 'BAD_INPUT' });
    const bad = [
      { body: 'Bonjour {client}' },
      { body: 'Bonjour {' },
      { body: 'x'.repeat(1001) },
      { body: ' ' },
      { title: '' },
      { title: 'x'.repeat(81) },
    ];
    for (const part of bad)
      expect(await noah.ask(CREATE, { input: { ...input, title: 'Autre', ...part } })).toMatchObject({ code: 'BAD_INPUT' });
    expect(field(await leo.ask(FIND, { text: 'RÉSERV' }), 'cannedReplies')).toEqual([{ title: 'Excuses' }]);
    expect(field(await leo.ask(FIND, { text: 'décapotable' }), 'cannedReplies')).toEqual([]);
    expect(await leo.ask(CREATE, { input })).toMatchObject({ code: 'FORBIDDEN' });
    expect(await claire.ask(FIND, {})).toMatchObject({ code: 'FORBIDDEN' });
    const change = { id: made.id, title: 'Excuses', body: 'Bonjour' };
    expect(field(await noah.ask(CHANGE, { input: change }), 'changeCannedReply')).toEqual({ body: 'Bonjour' });
    expect(await noah.ask(CHANGE, { input: { ...change, id: uuidv7() } })).toMatchObject({ code: 'NOT_FOUND' });
    const other = field<{ id: string }>(await noah.ask(CREATE, { input: { ...input, title: 'Regrets' } }), 'createCannedReply');
    expect(await noah.ask(CHANGE, { input: { ...change, id: other.id } })).toMatchObject({ code: 'BAD_INPUT' });
    await noah.ask('mutation ($id: ID!) { deleteCannedReply(id: $id) }', { id: other.id });
    const DELETE = 'mutation ($id: ID!) { deleteCannedReply(id: $id) }';
    expect(await leo.ask(DELETE, { id: made.id })).toMatchObject({ code: 'FORBIDDEN' });
    expect(field(await noah.ask(DELETE, { id: made.id }), 'deleteCannedReply')).toBe(true);
    expect(await noah.ask(DELETE, { id: made.id })).toMatchObject({ code: 'NOT_FOUND' });
  });
});

it('begins with ten canned replies in each language, once, and leaves those that are there', async () => {
  await test.db.cannedReply.deleteMany();
  expect(await seed(test.desk.sql, now)).toBe(true);
  expect(await test.db.cannedReply.groupBy({ by: 'language', _count: true, orderBy: { language: 'asc' } })).toEqual([
    { language: 'en', _count: 10 },
    { language: 'fr', _count: 10 },
  ]);
  await test.db.cannedReply.deleteMany({ where: { language: 'en' } });
  expect(await seed(test.desk.sql, now)).toBe(false);
});
