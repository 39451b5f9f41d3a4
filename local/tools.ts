import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { BodyTooLarge, readBody } from '@ycyw/service/body';
import { z } from 'zod';
import type { Memory } from './memory.ts';

/** Answers /mailbox, what is under it, and /mailbox.json. */
export type MailboxPage = (request: IncomingMessage, response: ServerResponse) => unknown;

export interface Tools {
  mailbox: MailboxPage;
  clock: { now(): string | null; set(now: string | null): Promise<void> };
  processes(): Memory[];
}

const wanted = z.strictObject({ now: z.iso.datetime({ offset: true }).nullable() });

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(JSON.stringify(body));
}

async function moveClock(request: IncomingMessage, response: ServerResponse, clock: Tools['clock']): Promise<void> {
  const read = wanted.safeParse(JSON.parse((await readBody(request, 1000)).toString()));
  if (!read.success) {
    answer(response, 400, { error: 'PUT {"now": "2026-07-14T08:30:00Z"}, or {"now": null} to let time run' });
    return;
  }
  await clock.set(read.data.now === null ? null : new Date(read.data.now).toISOString());
  answer(response, 200, { now: clock.now() });
}

/**
 * The local start's own pages on 127.0.0.1: /mailbox, GET and PUT /clock, /processes. Only a request whose Host is one of
 * `hosts` is answered, so that no web page can reach them under a name of its own.
 */
export async function startTools(port: number, hosts: ReadonlySet<string>, tools: Tools): Promise<{ stop(): Promise<void> }> {
  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (!hosts.has((request.headers.host ?? '').toLowerCase())) answer(response, 421, { error: 'unknown host' });
    else if (/^\/mailbox(\.json$|\/|$)/.test(pathname)) await tools.mailbox(request, response);
    else if (pathname === '/clock' && request.method === 'PUT') await moveClock(request, response, tools.clock);
    else if (pathname === '/clock' && request.method === 'GET') answer(response, 200, { now: tools.clock.now() });
    else if (pathname === '/processes' && request.method === 'GET') answer(response, 200, tools.processes());
    else answer(response, 404, { error: 'not found' });
  }
  const server = createServer((request, response) => {
    route(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else if (error instanceof BodyTooLarge) answer(response, 413, { error: 'body too large' });
      else if (error instanceof SyntaxError) answer(response, 400, { error: 'not JSON' });
      else answer(response, 500, { error: error instanceof Error ? error.message : 'failed' });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
