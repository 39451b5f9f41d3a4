import { htmlText } from '../src/domain/mail/htmlText.ts';
import { ownWords } from '../src/domain/mail/ownWords.ts';
import { mostPieces, pieces, readable } from '../src/domain/mail/pieces.ts';
import { conversationIn, replyAddress } from '../src/domain/mail/replyAddress.ts';
import { languageOf } from '../src/domain/mail/words.ts';

test.each<[string, string, string]>([
  ['French', 'Merci !\n\nLe lun. 3 mai 2026 à 10:12, Marie <marie@x.example> a écrit :\n> Bonjour,\n> voici.\n', 'Merci !'],
  ['English', 'Thanks\nOn Mon, May 3, 2026 at 10:12 AM Marie wrote:\n> Hello\n>\n> there', 'Thanks'],
  [
    'folded over two lines',
    'Oui.\n\nLe lundi 3 mai 2026 à 10:12:33 UTC+2, Marie Agent\n<support+abc@x.example> a écrit :\n\n> Bonjour',
    'Oui.',
  ],
  ['without an introduction', 'Oui.\n> Bonjour\n> voici', 'Oui.'],
  ['Outlook’s', 'Yes.\n\n-----Original Message-----\nFrom: Marie\nHello', 'Yes.'],
  ['by our own line', 'D’accord\n\nLe 3 mai, Marie a écrit :\n\n— Répondez au-dessus de cette ligne —\nBonjour,\nnous avons', 'D’accord'],
  ['by our own line, quoted', 'OK\nOn Monday, Marie wrote:\n> — Answer above this line —\n> Hello', 'OK'],
])('cuts the quoted history: %s', (_, mail, own) => {
  expect(ownWords(mail)).toBe(own);
  expect(ownWords(mail.replaceAll('\n', '\r\n'))).toBe(own);
});

test.each<[string, string]>([
  ['answers between quoted lines', '> Quand ?\nDemain.\n> Où ?\nÀ Nice.'],
  ['a quotation in the middle', 'Vous disiez :\n> demain\nMais non.'],
  ['a mail that is nothing but a quotation', '> Bonjour\n> voici'],
  ['words that begin like an introduction', 'Le contrat que vous avez envoyé dit : rien.\nMerci'],
  ['dashes in the text', 'Un point\n--\n' + 'ligne\n'.repeat(20) + 'fin'],
])('keeps everything when in doubt: %s', (_, mail) => {
  expect(ownWords(mail)).toBe(mail.trim());
});

test('cuts a short signature after its line', () => {
  expect(ownWords('Bonjour,\nmerci.\n\n-- \nClaire Renter\n+33 6 00 00 00 00')).toBe('Bonjour,\nmerci.');
});

test('reads HTML as its reader does, and no script, style or comment', () => {
  const html =
    '<html><head><title>x</title><style>p{color:red}</style></head><body><!-- <p>no</p> --><p>Bonjour&nbsp;Zo&eacute; &lt;3 &#128663;</p>' +
    '<div>Deux<br>trois</div><script>alert("1 < 2")</script><img src=x onerror=alert(1)><blockquote>cité<p>encore</p></blockquote>fin</body></html>';
  expect(htmlText(html)).toBe('Bonjour Zoé <3 🚗\n\nDeux\ntrois\n\n> cité\n> encore\n>\nfin');
  expect(htmlText('<script>alert(1)')).toBe('');
  expect(htmlText('a <b')).toBe('a');
  expect(htmlText('&#0;&#xFFFFFFF;&bogus;')).toContain('&bogus;');
});

test.each(['<', '<!--', '<script>', '<blockquote>', '&#1', '</p', '\n> '])(
  'two million characters of %j take no longer than reading them',
  (sign) => {
    const text = sign.repeat(Math.ceil(2e6 / sign.length));
    const begun = performance.now();
    htmlText(text);
    ownWords(text.slice(0, 200_000));
    expect(performance.now() - begun).toBeLessThan(4000);
  },
);

test('parts words into messages without losing one', () => {
  const words = Array.from({ length: 900 }, (_, n) => `mot${String(n)}`).join(' ');
  const parts = pieces(words, String);
  expect(parts.join(' ')).toBe(words);
  expect(Math.max(...parts.map((part) => Array.from(part).length))).toBeLessThanOrEqual(1000);
  const cars = pieces('🚗'.repeat(2500), String);
  expect(cars.map((part) => Array.from(part).length)).toEqual([1000, 1000, 500]);
  expect(pieces('x'.repeat(50_000), (count) => `(${String(count)})`)).toHaveLength(mostPieces);
  expect(pieces('', String)).toEqual([]);
});

test('keeps no controls and no marks that turn the writing', () => {
  expect(readable('a\0b\u0007\u202ec\r\n\r\n\r\n\r\nd\ud800')).toBe('abc\n\nd\ufffd');
});

test('a reply address names its conversation, however its letters are written, and no other', () => {
  const sign = (id: string): Uint8Array => Buffer.from(id.padEnd(32)).reverse();
  const id = '019a0000-0000-7000-8000-000000000001';
  const made = replyAddress('support@x.example', id, sign);
  expect(made.split('@')[0]?.length).toBeLessThanOrEqual(64);
  expect(conversationIn(made.toUpperCase(), 'support@x.example', sign)).toBe(id);
  for (const other of [
    'support@x.example',
    made.replace('x.example', 'y.example'),
    made.replace(/.@/, '@'),
    made.replace(/[\da-f]@/, (end) => (end === '0@' ? '1@' : '0@')),
    `x${made}`,
    '',
  ])
    expect(conversationIn(other, 'support@x.example', sign)).toBeNull();
});

test('hears which language somebody writes', () => {
  expect(languageOf('Bonjour, je voudrais changer la date de ma réservation', 'en')).toBe('fr');
  expect(languageOf('Hello, I would like to change the date of my booking', 'fr')).toBe('en');
  expect(languageOf('???', 'en')).toBe('en');
});
