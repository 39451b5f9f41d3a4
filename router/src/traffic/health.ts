import type { Address } from './address.ts';
import type { Connection } from './connection.ts';

const everyMs = 1000;

/** Asks an address every second whether it is well: anything under 400 within a second says so. Gives how to stop. */
export function watchHealth(address: Address, path: string): () => void {
  const request = `GET ${path} HTTP/1.1\r\nhost: ${address.url.host}\r\n\r\n`;
  let asked: Connection | undefined;
  const ask = (): void => {
    if (asked) address.healthy = false;
    asked?.drop();
    asked = address.run(
      request,
      {
        replied: ({ status }) => {
          asked = undefined;
          address.healthy = status < 400;
        },
        failed: ({ kind }) => {
          asked = undefined;
          if (kind !== 'stale') address.healthy = false;
        },
      },
      performance.now(),
    );
  };
  const timer = setInterval(ask, everyMs).unref();
  return () => {
    clearInterval(timer);
    asked?.drop();
  };
}
