import { Agent, request } from 'node:http';

export interface Reply {
  status: number;
  text: string;
}

const patienceMs = 30_000;
const attempts = 3;

const pauseMs = 100;
const gone = new Set([502, 503, 504]);

/**
 * A pool of kept connections to servers on this machine. `outageMs`: how long a server may be away, and what was asked of it is asked
 * again meanwhile; 0: it is there, and only a connection may break.
 */
export function wire(connections: number, outageMs = 0) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  let retries = 0;

  const once = (method: string, url: string, headers: Readonly<Record<string, string>>, body: string | undefined): Promise<Reply> =>
    new Promise((resolve, reject) => {
      const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
      const sent = request(url, { method, agent, timeout: patienceMs, headers: { ...headers, ...length } }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, text });
        });
        response.on('error', reject);
      });
      sent.on('timeout', () => sent.destroy(new Error(`${url} did not answer within ${patienceMs / 1000} s`)));
      sent.on('error', reject);
      sent.end(body);
    });

  return {
    /** Asks again when the connection broke: every change that the replay asks for has an idempotency key. */
    async ask(method: string, url: string, headers: Readonly<Record<string, string>>, body?: string): Promise<Reply> {
      const until = Date.now() + outageMs;
      for (let attempt = 1; ; attempt += 1) {
        try {
          const reply = await once(method, url, headers, body);
          if (!gone.has(reply.status) || Date.now() > until) return reply;
        } catch (error) {
          if (attempt >= attempts && Date.now() > until) throw error;
        }
        retries += 1;
        if (outageMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    },
    outageMs,
    retries: () => retries,
    close: () => {
      agent.destroy();
    },
  };
}

export type Wire = ReturnType<typeof wire>;
