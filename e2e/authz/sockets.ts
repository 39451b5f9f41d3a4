import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { operation, type Given } from './asking.ts';
import type { Answer } from './observation.ts';
import type { Viewer } from './people.ts';
import type { People } from './running.ts';
import type { Branch } from './tree.ts';

/** Longer than an event that is there takes to come on a busy machine. */
const patienceMs = 20_000;

/**
 * Follows as a viewer until the first event or the refusal; SILENT when neither comes. What is refused is asked again on the same socket:
 * CLOSED where that did not stay open, and CHANGED where it is not refused the same.
 */
export async function firstEvent({ system }: People, viewer: Viewer, roots: readonly Branch[], given: readonly Given[]): Promise<Answer> {
  const token = await viewer.token();
  let sockets = 0;
  const client = createClient({
    url: system.demo.graph.replace('http', 'ws'),
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    lazyCloseTimeout: patienceMs,
    connectionParams: { acceptLanguage: 'en', ...(token !== null && { authorization: `Bearer ${token}` }) },
    on: { opened: () => (sockets += 1) },
  });
  const failed = (code: string): Answer => ({
    data: null,
    errors: [{ path: roots.map(({ key }) => key).slice(0, 1), extensions: { code } }],
  });
  const first = (): Promise<Answer> =>
    new Promise<Answer>((resolve) => {
      const done = (answer: Answer): void => {
        clearTimeout(timer);
        end();
        resolve(answer);
      };
      const timer = setTimeout(() => done(failed('SILENT')), patienceMs);
      const end = client.subscribe(operation('Subscription', roots, given), {
        next: ({ data, errors }) => done({ data: data ?? null, errors: errors ?? [] }),
        error: (error) => {
          const [first] = Array.isArray(error) ? (error as readonly Answer['errors'][number][]) : [];
          const code = first?.extensions?.code;
          done(failed(code ?? `CLOSED ${error instanceof Error ? error.message : ''}`));
        },
        complete: () => done(failed('ENDED')),
      });
    });
  try {
    const answer = await first();
    const code = codeOf(answer);
    if (code === null || code === 'SILENT') return answer;
    const again = await first();
    if (sockets > 1) return failed('CLOSED');
    return codeOf(again) === code ? answer : failed('CHANGED');
  } finally {
    await client.dispose();
  }
}

const codeOf = ({ data, errors }: Answer): string | null => (data === null ? (errors[0]?.extensions?.code ?? '') : null);
