import type { Language } from '@ycyw/service/language';

export interface MailPage {
  language: Language;
  title: string;
  hello: string;
  intro: string;
  /** Label and value. */
  lines: readonly (readonly [string, string])[];
  action: { words: string; url: string };
  help: string;
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escape = (text: string): string => (/[&<>"']/.test(text) ? text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign) : text);

// Mail readers know tables and inline styles, and drop most else; dark readers swap what the style sheet names.
const display = "font-family:'Bricolage Grotesque','Helvetica Neue',Arial,sans-serif";
const text = "font-family:'Instrument Sans','Helvetica Neue',Arial,sans-serif";
const head = `<style>@media (prefers-color-scheme:dark){.paper{background:#121118!important}.sheet{background:#1b1a23!important}.ink{color:#f3f0ea!important}.ink2{color:#a9a6b3!important}.line{border-color:#2d2b38!important}.route{background:#8c9bff!important;color:#10101a!important}}</style>`;

/** One sheet of warm paper with the lane line on top, the facts between lines, and one button. */
export function page({ language, title, hello, intro, lines, action, help }: MailPage): string {
  const rows = lines
    .map(
      ([label, value]) =>
        `<tr><td class="ink2 line" style="padding:12px 16px 12px 0;border-top:1px solid #e4dfd4;color:#5d5b66;font-size:14px;vertical-align:top;white-space:nowrap">${escape(label)}</td>` +
        `<td class="ink line" style="padding:12px 0;border-top:1px solid #e4dfd4;color:#16151c;font-size:15px;font-variant-numeric:tabular-nums">${escape(value)}</td></tr>`,
    )
    .join('');
  return (
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${escape(title)}</title>${head}</head>` +
    `<body class="paper" style="margin:0;background:#faf7f1"><table role="presentation" class="paper" width="100%" cellpadding="0" cellspacing="0" style="background:#faf7f1"><tr><td align="center" style="padding:32px 16px">` +
    `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px;${text}"><tr><td class="ink" style="padding:0 0 16px;${display};font-size:17px;font-weight:700;letter-spacing:-.01em;color:#16151c">Your Car Your Way` +
    `<div class="line" style="width:72px;margin-top:8px;border-top:3px dashed #2a45ff"></div></td></tr>` +
    `<tr><td class="sheet" style="padding:32px 24px;background:#fff;border-radius:14px"><h1 class="ink" style="margin:0 0 16px;${display};font-size:32px;line-height:1.1;letter-spacing:-.02em;color:#16151c">${escape(title)}</h1>` +
    `<p class="ink" style="margin:0 0 8px;font-size:16px;line-height:1.5;color:#16151c">${escape(hello)}</p><p class="ink" style="margin:0 0 24px;font-size:16px;line-height:1.5;color:#16151c">${escape(intro)}</p>` +
    `<table role="presentation" width="100%" cellpadding="0" cellspacing="0">${rows}</table>` +
    `<p style="margin:24px 0 0"><a class="route" href="${escape(action.url)}" style="display:inline-block;padding:14px 24px;border-radius:8px;background:#2a45ff;color:#fff;font-size:16px;font-weight:600;text-decoration:none">${escape(action.words)}</a></p></td></tr>` +
    `<tr><td class="ink2" style="padding:16px 0 0;font-size:13px;line-height:1.5;color:#5d5b66">${escape(help)}</td></tr></table></td></tr></table></body></html>`
  );
}
