import { dateProblem, emailProblem, newPasswordProblem, problemsOf, requiredProblem, totpProblem } from '../src/fieldProblem.ts';

test('says of each field why it cannot be sent, and nothing of those that can', () => {
  const problems = problemsOf({
    name: requiredProblem('  '),
    email: emailProblem('ines@'),
    password: newPasswordProblem('court'),
    birthDate: dateProblem('88-4-12'),
    code: totpProblem('12 34'),
    city: requiredProblem('Nantes'),
  });
  expect(problems).toEqual({ name: 'required', email: 'badEmail', password: 'shortPassword', birthDate: 'badDate', code: 'badCode' });
});

test('takes what people type: spaces around an address and within a code, any letter in a password', () => {
  expect(emailProblem(' ines@example.com ')).toBeUndefined();
  expect(totpProblem('123 456')).toBeUndefined();
  expect(newPasswordProblem('été à la mer 🌊')).toBeUndefined();
});
