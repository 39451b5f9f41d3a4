import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { createPrometheus } from './prometheus.ts';

/** Serves GET /metrics and nothing else. Rejects when the port is taken. */
export async function listenForScrapes(
  { text, contentType }: Pick<ReturnType<typeof createPrometheus>, 'text' | 'contentType'>,
  at: { host: string; port: number },
): Promise<{ port: number; close: () => void }> {
  const server = createServer((request, response) => {
    if (request.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    text().then(
      (body) => response.writeHead(200, { 'content-type': contentType }).end(body),
      () => response.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      reject(new Error(`telemetry.metrics: ${error.message}`));
    });
    server.listen(at.port, at.host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
