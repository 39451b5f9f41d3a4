import type { Language } from '@ycyw/service/language';
import type { Message } from './message.ts';
import { isForSupport } from './provider.ts';
import { style } from './style.ts';
import { words } from './words.ts';

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? '');

const page = (language: Language, title: string, body: string): string => `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escape(title)} · Your Car Your Way</title><style>${style}</style></head>
<body><header><a class="mark" href="/"><i aria-hidden="true"><b></b><b></b><b></b></i>Your Car Your Way</a></header><main>${body}</main></body></html>
`;

function time(language: Language, date: string | null): string {
  const at = date ? new Date(date) : null;
  if (!at || Number.isNaN(at.getTime())) return '';
  const shown = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(at);
  return `<time datetime="${at.toISOString()}">${escape(shown)}</time>`;
}

export interface Listing {
  mails: readonly { file: string; message: Message }[];
  total: number;
  /** The address that the list is narrowed to. */
  to: string | null;
  /** Whether this is a later page. */
  paged: boolean;
  /** Where the next page starts; null on the last. */
  next: string | null;
}

/** Query parameters for the list; `before` is a file name. */
export function listUrl(path: string, { to, before }: { to: string | null; before?: string | null }): string {
  const query = new URLSearchParams();
  if (to) query.set('to', to);
  if (before) query.set('before', before);
  return query.size > 0 ? `${path}?${query.toString()}` : path;
}

/** The list of mails, newest first. */
export function listPage(language: Language, { mails, total, to, paged, next }: Listing): string {
  const say = words[language];
  const rows = mails.map(
    ({ file, message }) =>
      `<li><a href="/mailbox/${file}"><b>${escape(message.subject || say.noSubject)}</b>${time(language, message.date)}<small>${escape(message.to)}</small></a></li>`,
  );
  const empty = `<div class="empty"><h2>${escape(to ? say.noneTo(to) : say.none)}</h2><p>${escape(say.noneHint)}</p></div>`;
  const link = (url: string, text: string): string => `<a class="btn" href="${escape(url)}">${escape(text)}</a>`;
  const ways = [
    paged ? link(listUrl('/mailbox', { to }), say.newest) : '',
    next ? link(listUrl('/mailbox', { to, before: next }), say.older) : '',
  ];
  return page(
    language,
    say.title,
    `<h1>${escape(say.title)}</h1><p class="lead">${escape(say.lead)}</p>
<form action="/mailbox"><label>${escape(say.recipient)}<input name="to" type="search" autocomplete="off" value="${escape(to ?? '')}"></label><button class="btn">${escape(say.filter)}</button></form>
<div class="bar"><span>${escape(say.count(total))}</span>${to ? `<a href="/mailbox">${escape(say.all)}</a>` : ''}</div>
${rows.length > 0 ? `<ol>${rows.join('')}</ol><nav>${ways.join('')}</nav>` : empty}`,
  );
}

const linked = (text: string): string =>
  escape(text).replace(/https?:\/\/(?:(?!&lt;|&gt;|&quot;|&#39;)\S)+/g, (url) => `<a href="${url}" rel="noreferrer">${url}</a>`);

/** One mail. Its HTML runs no script and reaches nothing; its links open in the whole window. */
export function mailPage(language: Language, message: Message, { file, answered }: { file: string; answered: boolean }): string {
  const say = words[language];
  const subject = message.subject || say.noSubject;
  const text = message.text ? `<pre>${linked(message.text.trim())}</pre>` : '';
  const framed = message.html && `<base target="_top">${message.html}`;
  const frame = framed
    ? `<iframe sandbox="allow-top-navigation-by-user-activation allow-popups" referrerpolicy="no-referrer" title="${escape(subject)}" srcdoc="${escape(framed)}"></iframe>`
    : '';
  return page(
    language,
    subject,
    `<h1 class="subject">${escape(subject)}</h1>
<dl><dt>${say.from}</dt><dd>${escape(message.from)}</dd><dt>${say.to}</dt><dd>${escape(message.to)}</dd><dt>${say.date}</dt><dd>${time(language, message.date)}</dd></dl>
${answered ? `<p class="lead" role="status">${escape(say.answered)}</p>` : ''}${frame}${frame && text ? `<details><summary>${escape(say.text)}</summary>${text}</details>` : text}${answerForm(language, message, file)}<nav><a class="btn" href="/mailbox">${escape(say.back)}</a></nav>`,
  );
}

/** For mails that customer service waits for an answer to. */
const answerForm = (language: Language, { replyTo }: Message, file: string): string => {
  const say = words[language];
  if (replyTo === null || !isForSupport(replyTo)) return '';
  return `<form method="post" action="/mailbox/${file}"><label>${escape(say.answerLabel)}<textarea name="body" rows="5" required maxlength="20000"></textarea></label><button class="btn">${escape(say.answer)}</button></form>`;
};

export const gonePage = (language: Language): string =>
  page(
    language,
    words[language].title,
    `<h1 class="subject">${escape(words[language].gone)}</h1><nav><a class="btn" href="/mailbox">${escape(words[language].back)}</a></nav>`,
  );
