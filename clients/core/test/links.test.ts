import { linked } from '../src/links.ts';

const urls = (text: string) => linked(text).flatMap(({ url }) => url ?? []);

test('finds the addresses of the web, and keeps every letter', () => {
  const text = 'Voir https://example.com/a?b=1#c, puis (http://example.org/x_(y)). Merci !';
  expect(urls(text)).toEqual(['https://example.com/a?b=1#c', 'http://example.org/x_(y))'.slice(0, -1)]);
  expect(
    linked(text)
      .map((piece) => piece.text)
      .join(''),
  ).toBe(text);
});

test('makes no link of anything else', () => {
  for (const text of ['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'example.com', 'ftp://example.com', 'https://', ''])
    expect(urls(text)).toEqual([]);
  expect(urls('https://your-car.example@evil.example/')).toEqual([]);
});
