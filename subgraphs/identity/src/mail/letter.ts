import type { Language } from '@ycyw/service/language';
import { words, type LetterKind, type Words } from './words.ts';

export interface Letter {
  subject: string;
  text: string;
  html: string;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
export const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? '');

const display = "'Bricolage Grotesque','Helvetica Neue',Helvetica,Arial,sans-serif";
const plain = "'Instrument Sans','Helvetica Neue',Helvetica,Arial,sans-serif";
const dash = (px: number): string =>
  `<td style="vertical-align:middle"><div class="go" style="width:${String(px)}px;height:10px;border-radius:5px;background:#2a45ff;font-size:0;line-height:0"></div></td>`;
const gap = '<td style="width:4px"></td>';

// Mail readers know tables and inline styles only; the dark block is for those that know more.
const page = (language: Language, { subject, title, body, button, note }: Words, greeting: string, link: string): string => `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark"><title>${escape(subject)}</title>
<style>@media (prefers-color-scheme:dark){.paper{background:#121118!important}.sheet{background:#1b1a23!important;border-color:#2d2b38!important}
.ink{color:#f3f0ea!important}.ink2{color:#a9a6b3!important}.line{border-color:#2d2b38!important}.go{background:#8c9bff!important;color:#10101a!important}}</style></head>
<body class="paper" style="margin:0;background:#faf7f1"><table role="presentation" width="100%" cellpadding="0" cellspacing="0" class="paper" style="background:#faf7f1"><tr><td align="center" style="padding:32px 16px 48px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px"><tr><td style="padding:0 4px 24px">
<table role="presentation" cellpadding="0" cellspacing="0"><tr>${dash(13)}${gap}${dash(8)}${gap}${dash(6)}<td class="ink" style="padding-left:10px;font:700 19px/1 ${display};letter-spacing:-.02em;color:#16151c">Your Car Your Way</td></tr></table>
</td></tr><tr><td class="sheet" style="background:#ffffff;border:1px solid #e4dfd4;border-radius:14px;padding:32px">
<h1 class="ink" style="margin:0 0 24px;font:650 32px/1.08 ${display};letter-spacing:-.02em;color:#16151c">${escape(title)}</h1>
<p class="ink" style="margin:0 0 12px;font:16px/1.5 ${plain};color:#16151c">${escape(greeting)}</p>
<p class="ink" style="margin:0 0 24px;font:16px/1.5 ${plain};color:#16151c">${escape(body)}</p>
<p style="margin:0 0 32px"><a class="go" href="${escape(link)}" style="display:inline-block;background:#2a45ff;color:#ffffff;border-radius:99px;padding:14px 24px;font:600 16px/1 ${plain};text-decoration:none">${escape(button)}</a></p>
<p class="ink2 line" style="margin:0;padding-top:16px;border-top:1px solid #e4dfd4;font:14px/1.5 ${plain};color:#5d5b66">${escape(note)}</p>
</td></tr></table></td></tr></table></body></html>
`;

/** The letter of that kind in the reader's language, as text and as HTML. */
export function letter(kind: LetterKind, language: Language, givenName: string, link: string): Letter {
  const said = words[kind][language];
  const greeting = said.greeting.replace('{name}', () => givenName);
  return {
    subject: said.subject,
    text: `${greeting}\n\n${said.body}\n\n${said.button}${language === 'fr' ? ' ' : ''}:\n${link}\n\n${said.note}\n\nYour Car Your Way\n`,
    html: page(language, said, greeting, link),
  };
}
