import { GraphQLError } from 'graphql';
import { present, Refusal } from '../src/refusal.ts';

const scope = { language: 'fr', traceId: 'f'.repeat(32) } as const;

test('a refusal says its sentence in the language of the reader', () => {
  expect(present(new Refusal('MESSAGE_EMPTY'), scope)).toMatchObject({
    message: 'Écrivez un message.',
    extensions: { code: 'MESSAGE_EMPTY' },
  });
  expect(present(new Refusal('AGENCY_CLOSED', '06:00-23:30'), { ...scope, language: 'en' }).message).toBe(
    'The agency is closed at that time. Hours that day: 06:00-23:30.',
  );
});

test('a state says more where there is more to say', () => {
  expect(present(new Refusal('WRONG_STATE', 'RUNNING, nextLine 12'), scope).message).toBe(
    'Ce n’est plus possible dans l’état actuel : RUNNING, nextLine 12',
  );
  expect(present(new Refusal('WRONG_STATE'), scope).message).toBe('Ce n’est plus possible dans l’état actuel.');
  expect(present(new Refusal('WRONG_STATE'), { ...scope, language: 'en' }).message).toBe(
    'This is no longer possible in the present state.',
  );
});

test('what nobody foresaw is masked, with the trace id to quote', () => {
  const bug = new GraphQLError('connect ECONNREFUSED claire@example.com', { originalError: new Error('secret') });
  const shown = present(bug, scope);
  expect(JSON.stringify(shown)).not.toMatch(/claire|secret|ECONNREFUSED/);
  expect(shown.extensions).toEqual({ code: 'INTERNAL', traceId: scope.traceId });
  expect(shown.message).toContain(scope.traceId);
});

test('a resolver that throws a refusal keeps its code through graphql', () => {
  const wrapped = new GraphQLError('x', { originalError: new Refusal('NOT_FOUND'), extensions: { code: 'NOT_FOUND' } });
  expect(present(wrapped, scope).extensions).toMatchObject({ code: 'NOT_FOUND' });
});
