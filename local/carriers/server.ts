import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readBody } from '@ycyw/service/body';
import { z } from 'zod';
import type { Drives } from './drives.ts';

export interface Answer {
  status: number;
  body?: unknown;
}

/** What a test, or somebody who tries things out, does to a carrier: `dead` takes connections and says nothing, `broken` answers 503, `refusing` 403. */
export type Trouble = 'none' | 'dead' | 'broken' | 'refusing';

export interface SimulatedCarrier {
  url: string;
  drives: Drives;
  trouble(kind: Trouble): void;
  /** Requests that reached it. */
  asked(): number;
  stop(): Promise<void>;
}

const act = z.object({
  act: z.enum(['accept', 'decline', 'depart', 'move', 'arrive', 'code', 'abort']),
  part: z.number().min(0).max(1).optional(),
  code: z.string().max(20).optional(),
});

/** By hand, on this machine alone: POST /simulator/<reference> {"act": "depart"}. */
async function byHand(drives: Drives, reference: string, body: Buffer): Promise<Answer> {
  const read = act.safeParse(JSON.parse(body.toString()));
  if (!read.success || !drives.get(reference)) return { status: read.success ? 404 : 400 };
  await drives.act(reference, read.data.act, read.data);
  return { status: 200, body: drives.get(reference) };
}

/** A carrier's server on 127.0.0.1; with `pilotMs` its cars drive by themselves. */
export async function startCarrier(
  { port, pilotMs }: { port: number; pilotMs?: number | undefined },
  drives: Drives,
  answerOf: (request: IncomingMessage, body: Buffer) => Answer | Promise<Answer>,
): Promise<SimulatedCarrier> {
  let trouble: Trouble = 'none';
  let asked = 0;
  const server = createServer((request, response) => {
    void (async () => {
      const reference = /^\/simulator\/([\da-f-]{36})$/.exec(request.url ?? '')?.[1];
      try {
        const body = await readBody(request, 100_000);
        if (reference === undefined && request.url !== '/simulator') asked += 1;
        if (trouble === 'dead' && reference === undefined) return;
        const answer: Answer =
          reference !== undefined && request.method === 'POST'
            ? await byHand(drives, reference, body)
            : request.url === '/simulator'
              ? { status: 200, body: drives.all() }
              : trouble === 'broken' || trouble === 'refusing'
                ? { status: trouble === 'broken' ? 503 : 403 }
                : await answerOf(request, body);
        response.writeHead(answer.status, { 'content-type': 'application/json' });
        response.end(answer.body === undefined ? undefined : JSON.stringify(answer.body));
      } catch (error) {
        response.writeHead(500).end(error instanceof Error ? error.message : 'failed');
      }
    })();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  let driving = Promise.resolve();
  let isDriving = false;
  const pilot = setInterval(
    () => {
      if (isDriving) return;
      isDriving = true;
      driving = drives.drive().finally(() => {
        isDriving = false;
      });
    },
    pilotMs ?? 2 ** 30,
  );
  pilot.unref();
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    drives,
    trouble: (kind) => {
      trouble = kind;
    },
    asked: () => asked,
    stop: async () => {
      clearInterval(pilot);
      await driving;
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
