import type { Language } from '@ycyw/service/language';
import { money } from '@ycyw/service/money';
import { escape } from '../mail/letter.ts';
import type { Holding, Holdings } from './holdings.ts';
import { codeOf, kindOf, nameOf, sentences } from './words.ts';

const style = `
:root{color-scheme:light dark;--paper:#faf7f1;--sheet:#fff;--ink:#16151c;--ink2:#5d5b66;--line:#e4dfd4;--route:#2a45ff}
@media(prefers-color-scheme:dark){:root{--paper:#121118;--sheet:#1b1a23;--ink:#f3f0ea;--ink2:#a9a6b3;--line:#2d2b38;--route:#8c9bff}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 'Instrument Sans',system-ui,sans-serif}
main{max-width:760px;margin:0 auto;padding:48px 16px 72px}
h1,h2,.brand{font-family:'Bricolage Grotesque',system-ui,sans-serif;letter-spacing:-.02em;line-height:1.1}
.brand{font-size:19px;font-weight:700;margin:0}.lane{width:72px;margin:8px 0 48px;border-top:4px dashed var(--route)}
h1{font-size:48px;font-weight:650;margin:0 0 16px}h2{font-size:28px;font-weight:650;margin:72px 0 16px}p{margin:0 0 8px}
nav{display:flex;flex-wrap:wrap;gap:4px 24px;margin-top:24px;padding-top:16px;border-top:1px solid var(--line)}
a{color:var(--route);line-height:44px}a:focus-visible{outline:2px solid var(--route);outline-offset:2px}.quiet{color:var(--ink2)}
article{background:var(--sheet);border-radius:14px;padding:16px 24px;margin:0 0 8px;overflow-wrap:anywhere}
h3{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 16px;margin:0;font-size:16px}time{font-weight:400;color:var(--ink2);font-variant-numeric:tabular-nums}
dl{display:grid;grid-template-columns:minmax(120px,200px) 1fr;margin:8px 0 0}dt,dd{margin:0;padding:4px 0;border-top:1px solid var(--line)}
dt{color:var(--ink2);font-size:14px;padding-right:16px}dd{font-variant-numeric:tabular-nums;white-space:pre-line}dd dl{margin:0}dd dl>:nth-child(-n+2){border-top:0}
ol{list-style:none;margin:0;padding:0}li+li{border-top:1px solid var(--line);margin-top:4px;padding-top:4px}
@media(max-width:480px){h1{font-size:32px}dl{grid-template-columns:1fr}dd{border-top:0;padding-top:0}}
@media print{:root{color-scheme:light;--paper:#fff;--sheet:#fff;--ink:#000;--ink2:#444;--line:#bbb;--route:#000}main{padding:0}nav{display:none}article{border:1px solid var(--line);break-inside:avoid}}
`;

interface Formats {
  language: Language;
  instant(at: string): string;
  day(date: string): string;
}

function formats(language: Language): Formats {
  const tag = language === 'fr' ? 'fr-FR' : 'en-GB';
  const instant = new Intl.DateTimeFormat(tag, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });
  const day = new Intl.DateTimeFormat(tag, { dateStyle: 'long', timeZone: 'UTC' });
  return { language, instant: (at) => `${instant.format(new Date(at))} UTC`, day: (date) => day.format(new Date(`${date}T00:00:00Z`)) };
}

/** Names whose values are codes; what people wrote is never taken for one. */
const coded = new Set(['channel', 'endReason', 'kind', 'party', 'purpose', 'role', 'source', 'state']);

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What people wrote may look like a date and be none. */
const isInstant = (text: string): boolean => !Number.isNaN(Date.parse(text));

function amount(minor: number, currency: string, language: Language): string {
  const format = new Intl.NumberFormat(language === 'fr' ? 'fr-FR' : 'en-GB', { style: 'currency', currency });
  return format.format(money(minor, currency).decimal as `${number}`);
}

/** One value as HTML; amounts are in the currency named nearest around them. */
function shown(name: string, value: unknown, currency: string | null, f: Formats): string {
  const says = sentences[f.language];
  if (Array.isArray(value)) {
    return value.length === 0 ? '—' : `<ol>${value.map((each) => `<li>${shown(name, each, currency, f)}</li>`).join('')}</ol>`;
  }
  if (isObject(value)) return listed(value, currency, f);
  if (typeof value === 'boolean') return value ? says.yes : says.no;
  if (typeof value === 'number')
    return currency !== null && name.endsWith('Minor') ? escape(amount(value, currency, f.language)) : String(value);
  const text = typeof value === 'string' ? value : '';
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text) && isInstant(text)) return escape(f.instant(text));
  if (/^\d{4}-\d\d-\d\d$/.test(text) && isInstant(`${text}T00:00:00Z`)) return escape(f.day(text));
  return escape(coded.has(name) ? codeOf(text, f.language) : text);
}

function listed(data: Readonly<Record<string, unknown>>, around: string | null, f: Formats): string {
  const own = data['currency'];
  const currency = typeof own === 'string' && /^[A-Z]{3}$/.test(own) ? own : around;
  const rows = Object.entries(data)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => `<dt>${escape(nameOf(name, f.language))}</dt><dd>${shown(name, value, currency, f)}</dd>`);
  return rows.length === 0 ? '' : `<dl>${rows.join('')}</dl>`;
}

const held = ({ kind, at, data }: Holding, f: Formats): string =>
  `<article><h3>${escape(kindOf(kind, f.language))}<time datetime="${escape(at)}">${escape(f.instant(at))}</time></h3>${listed(data, null, f)}</article>`;

/** All that is held, for people: one file that needs no other, runs nothing, and prints. */
export function page({
  language,
  givenName,
  holdings,
  now,
}: {
  language: Language;
  givenName: string;
  holdings: Holdings;
  now: Date;
}): string {
  const f = formats(language);
  const says = sentences[language];
  const hello = says.hello.replace('{date}', f.instant(now.toISOString())).replace('{name}', () => givenName);
  const domains = Object.keys(says.sections) as (keyof Holdings)[];
  const links = domains.map((domain) => `<a href="#${domain}">${escape(says.sections[domain])} (${holdings[domain].length})</a>`);
  const sections = domains.map((domain) => {
    const articles = holdings[domain].map((holding) => held(holding, f)).join('\n');
    return `<section id="${domain}"><h2>${escape(says.sections[domain])}</h2>${articles || `<p class="quiet">${says.none}</p>`}</section>`;
  });
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'"><meta name="robots" content="noindex">
<title>${escape(says.title)} · Your Car Your Way</title><style>${style}</style></head>
<body><main><p class="brand">Your Car Your Way</p><div class="lane"></div><h1>${escape(says.title)}</h1>
<p>${escape(hello)}</p><p class="quiet">${escape(says.machine)}</p><nav>${links.join('')}</nav>
${sections.join('\n')}
</main></body></html>
`;
}
