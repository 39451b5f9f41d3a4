import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { operation, type Given } from './asking.ts';
import type { Answer } from './observation.ts';
import type { Viewer } from './people.ts';
import type { People } from './running.ts';
import type { Branch } from './tree.ts';

/** Longer than an event that is there takes to come on a busy machine. */
const patienceMs = 20_000;

/** Follows as a viewer until the first event or the refusal; SILENT when neither comes. */
export async function firstEvent({ system }: People, viewer: Viewer, roots: readonly Branch[], given: readonly Given[]): Promise<Answer> {
  const token = await viewer.token();
  const client = createClient({
    url: system.demo.graph.replace('http', 'ws'),
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: { acceptLanguage: 'en', ...(token !== null && { authorization: `Bearer ${token}` }) },
  });
  const failed = (code: string): Answer => ({
    data: null,
    errors: [{ path: roots.map(({ key }) => key).slice(0, 1), extensions: { code } }],
  });
  try {
    return await new Promise<Answer>((resolve) => {
      const timer = setTimeout(() => resolve(failed('SILENT')), patienceMs);
      const done = (answer: Answer): void => {
        clearTimeout(timer);
        resolve(answer);
      };
      client.subscribe(operation('Subscription', roots, given), {
        next: ({ data, errors }) => done({ data: data ?? null, errors: errors ?? [] }),
        error: (error) => {
          const [first] = Array.isArray(error) ? (error as readonly Answer['errors'][number][]) : [];
          const code = first?.extensions?.code;
          done(failed(code ?? `CLOSED ${error instanceof Error ? error.message : ''}`));
        },
        complete: () => done(failed('ENDED')),
      });
    });
  } finally {
    await client.dispose();
  }
}
