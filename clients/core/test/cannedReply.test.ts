import { fillReply, unfilled } from '../src/cannedReply.ts';

it('fills what it knows, each time it is asked for', () => {
  expect(fillReply('Bonjour {customer}, ici {agent}. {customer} ?', { customer: 'Claire', agent: 'Marie' })).toEqual({
    text: 'Bonjour Claire, ici Marie. Claire ?',
    missing: [],
  });
});

it('says what is missing and leaves it to be seen', () => {
  expect(fillReply('{reference} {reference} {ticket}', { reference: null, ticket: ' ' })).toEqual({
    text: '{reference} {reference} {ticket}',
    missing: ['reference', 'ticket'],
  });
  expect(fillReply('{constructor} {toString}', {}).missing).toEqual(['constructor']);
});

it('takes what it puts in for words, not for variables', () => {
  expect(fillReply('{customer}', { customer: '{agent}', agent: 'Marie' }).text).toBe('{agent}');
  expect(fillReply('{customer}', { customer: '$&' }).text).toBe('$&');
});

it('finds what must not be sent', () => {
  expect(unfilled('Bonjour {customer} {customer}, {autre} {reference}')).toEqual(['customer', 'reference']);
  expect(unfilled('Bonjour Claire')).toEqual([]);
});
