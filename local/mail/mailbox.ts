import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from '@ycyw/service/body';
import { negotiate, type Language } from '@ycyw/service/language';
import { isMailName, mailFolder, type MailFolder } from './folder.ts';
import { readMessage, type Message } from './message.ts';
import { gonePage, listPage, listUrl, mailPage } from './page.ts';
import { isForSupport, type Provider } from './provider.ts';
import { replyTo } from './reply.ts';

const listed = 50;
const jsonDefault = 20;
const jsonMost = 100;
const longestAnswer = 200_000;

interface Asked {
  language: Language;
  to: string | null;
  before: string | null;
  limit: string | null;
}

interface Answer {
  status: number;
  type: 'text/html' | 'application/json' | 'text/plain';
  body: string;
  link?: string;
}

/** Only pages and scripts of this machine: a name that somebody's DNS turned to 127.0.0.1 does not get in. */
const isLocalHost = (host: string | undefined): boolean => /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i.test(host ?? '');

async function messages(
  folder: MailFolder,
  names: readonly string[],
  part: 'whole' | 'head',
): Promise<{ file: string; message: Message }[]> {
  const read = await Promise.all(
    names.map(async (file) => {
      const source = await folder.read(file, part);
      return source && { file, message: await readMessage(source) };
    }),
  );
  return read.filter((mail) => mail !== null);
}

async function list(folder: MailFolder, { language, to, before }: Asked): Promise<Answer> {
  const names = await folder.newest({ count: listed + 1, before, to });
  const shown = names.slice(0, listed);
  const next = names.length > listed ? (shown.at(-1) ?? null) : null;
  const mails = await messages(folder, shown, 'head');
  return {
    status: 200,
    type: 'text/html',
    body: listPage(language, { mails, total: await folder.size(), to, paged: before !== null, next }),
  };
}

async function json(folder: MailFolder, { to, before, limit }: Asked): Promise<Answer> {
  const count = limit === null ? jsonDefault : Number(limit);
  if (!Number.isInteger(count) || count < 1 || count > jsonMost)
    return { status: 400, type: 'application/json', body: '{"error":"limit: 1 to 100"}' };
  const names = await folder.newest({ count: count + 1, before, to });
  const shown = names.slice(0, count);
  const found = (await messages(folder, shown, 'whole')).map(({ file, message: { to, subject, date, links } }) => ({
    file,
    to,
    subject,
    date,
    links,
  }));
  const next = names.length > count ? listUrl('/mailbox.json', { to, before: shown.at(-1) ?? null }) : null;
  return {
    status: 200,
    type: 'application/json',
    body: JSON.stringify(found),
    ...(next && { link: `<${next}${limit === null ? '' : `&limit=${String(count)}`}>; rel="next"` }),
  };
}

async function one(folder: MailFolder, name: string, { language }: Asked, answered: boolean): Promise<Answer> {
  const source = isMailName(name) ? await folder.read(name, 'whole') : null;
  if (!source) return { status: 404, type: 'text/html', body: gonePage(language) };
  return { status: 200, type: 'text/html', body: mailPage(language, await readMessage(source), { file: name, answered }) };
}

/** Answers a mail of customer service as its reader would; null where there is none to answer. */
async function reply(folder: MailFolder, provider: Provider, request: IncomingMessage): Promise<string | null> {
  const name = new URL(request.url ?? '/', 'http://localhost').pathname.replace(/^\/mailbox\//, '');
  const source = isMailName(name) ? await folder.read(name, 'whole') : null;
  const message = source && (await readMessage(source));
  const body = new URLSearchParams((await readBody(request, longestAnswer)).toString()).get('body')?.trim() ?? '';
  if (!message?.replyTo || !isForSupport(message.replyTo) || body === '') return null;
  await provider.bring(await replyTo(message, body));
  return `/mailbox/${name}?answered=1`;
}

function answer(folder: MailFolder, request: IncomingMessage): Promise<Answer> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const query = url.searchParams;
  const language = negotiate(request.headers['accept-language']);
  const before = query.get('before');
  const to = query.get('to')?.trim().slice(0, 254) ?? '';
  const asked: Asked = {
    language,
    to: to === '' ? null : to,
    before: before && isMailName(before) ? before : null,
    limit: query.get('limit'),
  };
  if (url.pathname === '/mailbox' || url.pathname === '/mailbox/') return list(folder, asked);
  if (url.pathname === '/mailbox.json') return json(folder, asked);
  return one(folder, url.pathname.replace(/^\/mailbox\//, ''), asked, query.has('answered'));
}

/**
 * Shows the mails of `folder`: GET /mailbox, /mailbox/<file>, and for scripts /mailbox.json?to=&limit=&before= with
 * [{ file, to, subject, date, links }], newest first, limit 1 to 100 (20), the next page in the Link header. With a `provider`, POST
 * /mailbox/<file> answers a mail of customer service.
 */
export function mailboxRoute(
  folder: string,
  provider: Provider | null = null,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const mails = mailFolder(folder);
  return async (request, response) => {
    const respond = ({ status, type, body, link }: Answer): void => {
      response.writeHead(status, {
        'content-type': `${type}; charset=utf-8`,
        'cache-control': 'no-store',
        vary: 'accept-language',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'content-security-policy':
          "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src 'self'; form-action 'self'; base-uri 'self'; frame-ancestors 'none'",
        ...(link && { link }),
      });
      response.end(request.method === 'HEAD' ? undefined : body);
    };
    if (!isLocalHost(request.headers.host)) respond({ status: 421, type: 'text/plain', body: 'This mailbox answers to localhost only.' });
    else if (request.method === 'POST' && provider && request.headers['sec-fetch-site'] === 'same-origin') {
      const next = await reply(mails, provider, request);
      if (next === null) respond({ status: 404, type: 'text/plain', body: 'There is no such mail to answer.' });
      else response.writeHead(303, { location: next }).end();
    } else if (request.method !== 'GET' && request.method !== 'HEAD') respond({ status: 405, type: 'text/plain', body: 'GET only.' });
    else respond(await answer(mails, request));
  };
}
