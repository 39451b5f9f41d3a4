import type { Language } from '../language.ts';

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
/** Text as HTML holds it. */
export const escape = (text: string): string => (/[&<>"']/.test(text) ? text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign) : text);

// Mail readers know tables and inline styles, and drop most else; dark readers swap what the style sheet names.
const display = "font-family:'Bricolage Grotesque','Helvetica Neue',Arial,sans-serif";
const text = "font-family:'Instrument Sans','Helvetica Neue',Arial,sans-serif";
const head = `<style>@media (prefers-color-scheme:dark){.paper{background:#121118!important}.sheet{background:#1b1a23!important;border-color:#2d2b38!important}.ink{color:#f3f0ea!important}.ink2{color:#a9a6b3!important}.line{border-color:#2d2b38!important}.route{background:#8c9bff!important;color:#10101a!important}}</style>`;

const dash = (px: number): string =>
  `<td style="vertical-align:middle"><div class="route" style="width:${String(px)}px;height:10px;border-radius:5px;background:#2a45ff;font-size:0;line-height:0"></div></td>`;
const gap = '<td style="width:4px"></td>';

export interface Sheet {
  language: Language;
  title: string;
  hello: string;
  /** Under the greeting, as HTML. */
  content: string;
  action: { words: string; url: string };
  help: string;
}

/** A paragraph as a sheet's content; line breaks stay. */
export const paragraph = (words: string): string =>
  `<p class="ink" style="margin:0 0 24px;font-size:16px;line-height:1.5;color:#16151c">${escape(words).replaceAll('\n', '<br>')}</p>`;

/** A letter as HTML that loads nothing: one sheet on warm paper under the mark, and one button; the frame of identity's letters too. */
export function sheet({ language, title, hello, content, action, help }: Sheet): string {
  return (
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${escape(title)}</title>${head}</head>` +
    `<body class="paper" style="margin:0;background:#faf7f1"><table role="presentation" class="paper" width="100%" cellpadding="0" cellspacing="0" style="background:#faf7f1"><tr><td align="center" style="padding:32px 16px 48px">` +
    `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px;${text}"><tr><td style="padding:0 4px 24px"><table role="presentation" cellpadding="0" cellspacing="0"><tr>${dash(13)}${gap}${dash(8)}${gap}${dash(6)}` +
    `<td class="ink" style="padding-left:10px;${display};font-size:19px;line-height:1;font-weight:700;letter-spacing:-.02em;color:#16151c">Your Car Your Way</td></tr></table></td></tr>` +
    `<tr><td class="sheet" style="padding:32px;background:#fff;border:1px solid #e4dfd4;border-radius:14px"><h1 class="ink" style="margin:0 0 24px;${display};font-size:32px;line-height:1.08;font-weight:650;letter-spacing:-.02em;color:#16151c">${escape(title)}</h1>` +
    `<p class="ink" style="margin:0 0 12px;font-size:16px;line-height:1.5;color:#16151c">${escape(hello)}</p>` +
    content +
    `<p style="margin:0 0 32px"><a class="route" href="${escape(action.url)}" style="display:inline-block;padding:14px 24px;border-radius:99px;background:#2a45ff;color:#fff;font-size:16px;line-height:1;font-weight:600;text-decoration:none">${escape(action.words)}</a></p>` +
    `<p class="ink2 line" style="margin:0;padding-top:16px;border-top:1px solid #e4dfd4;font-size:14px;line-height:1.5;color:#5d5b66">${escape(help)}</p></td></tr></table></td></tr></table></body></html>`
  );
}
