import { frenchSpacing } from '../src/spacing.ts';

test('binds French punctuation to its word', () => {
  expect(frenchSpacing('Trier : prix ; quand ? Vite !')).toBe('Trier\u00a0: prix\u202f; quand\u202f? Vite\u202f!');
  expect(frenchSpacing('« oui »')).toBe('«\u00a0oui\u00a0»');
});

test('leaves times, addresses and pictures of text alone', () => {
  for (const text of ['10:00', 'https://example.com/a?b', 'Agent: Marie Agent']) expect(frenchSpacing(text)).toBe(text);
});
