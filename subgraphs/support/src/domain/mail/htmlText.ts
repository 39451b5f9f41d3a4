const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  eacute: 'é',
  egrave: 'è',
  ecirc: 'ê',
  agrave: 'à',
  acirc: 'â',
  ccedil: 'ç',
  ocirc: 'ô',
  icirc: 'î',
  iuml: 'ï',
  ucirc: 'û',
  ugrave: 'ù',
  oelig: 'œ',
  Eacute: 'É',
  Agrave: 'À',
  Ccedil: 'Ç',
  euro: '€',
  pound: '£',
  laquo: '«',
  raquo: '»',
  hellip: '…',
  mdash: '—',
  ndash: '–',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  deg: '°',
};

function decoded(text: string): string {
  return text.replaceAll(
    /&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|([a-zA-Z]{1,8}));/g,
    (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return entities[name] ?? whole;
      const point = decimal === undefined ? parseInt(hex ?? '', 16) : Number(decimal);
      return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd';
    },
  );
}

/** Whose content nobody reads. */
const unseen = new Set([
  'script',
  'style',
  'head',
  'title',
  'template',
  'noscript',
  'iframe',
  'object',
  'svg',
  'math',
  'textarea',
  'select',
]);
const lineEnds = new Set([
  'br',
  'p',
  'div',
  'tr',
  'li',
  'ul',
  'ol',
  'table',
  'blockquote',
  'pre',
  'hr',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
]);

const nameOf = (tag: string): string => /^\/?([a-z][a-z\d]*)/i.exec(tag)?.[1]?.toLowerCase() ?? '';

/** What a reader of this HTML reads, line by line; scripts, styles and comments are left out, quotations begin with `>`. One pass. */
export function htmlText(html: string): string {
  const lower = html.toLowerCase();
  const out: string[] = [];
  let depth = 0;
  const breakLine = (): void => void out.push(`\n${'> '.repeat(depth)}`);
  for (let at = 0; at < html.length;) {
    const open = html.indexOf('<', at);
    if (open !== at) out.push(decoded(html.slice(at, open === -1 ? undefined : open).replaceAll(/\s+/g, ' ')));
    if (open === -1) break;
    if (html.startsWith('<!--', open)) {
      const end = html.indexOf('-->', open + 4);
      if (end === -1) break;
      at = end + 3;
      continue;
    }
    const close = html.indexOf('>', open);
    if (close === -1) break;
    const tag = html.slice(open + 1, close);
    const name = nameOf(tag);
    at = close + 1;
    if (unseen.has(name) && !tag.startsWith('/') && !tag.endsWith('/')) {
      const end = lower.indexOf(`</${name}`, at);
      if (end === -1) break;
      at = end;
    } else if (name === 'blockquote') {
      depth = Math.min(9, Math.max(0, depth + (tag.startsWith('/') ? -1 : 1)));
      breakLine();
    } else if (lineEnds.has(name)) breakLine();
    else if (name === 'td' || name === 'th') out.push(' ');
  }
  return out
    .join('')
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .replaceAll(/\n(?:(?:> ?)*\n){2,}/g, '\n\n')
    .trim();
}
