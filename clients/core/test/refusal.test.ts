import { expect, test } from '@jest/globals';
import { readRefusal } from '../src/refusal.ts';

test.each([
  ['no answer at all is no network', { networkError: new TypeError('Failed to fetch') }, 'OFFLINE', null],
  [
    'an answer without GraphQL in it is our fault',
    { networkError: new Error('Service Unavailable'), response: { status: 503 } },
    'INTERNAL',
    null,
  ],
  ['a refusal says why', { graphQLErrors: [{ message: 'Complet.', extensions: { code: 'SOLD_OUT' } }] }, 'SOLD_OUT', 'Complet.'],
  ['a masked fault says nothing', { graphQLErrors: [{ message: 'code 6207', extensions: { code: 'INTERNAL' } }] }, 'INTERNAL', null],
])('%s', (_what, failure, code, message) => {
  expect(readRefusal(failure)).toEqual({ code, message });
});
