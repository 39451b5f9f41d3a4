import { createServer, request as send, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { stripeAt } from '../src/payments/stripe.ts';
import type { House } from './agency.ts';

/**
 * A wire between a house and its payment provider that can be cut: `cut` has the requests that match done by the provider and
 * their answers lost, as when the process dies before it has read them; `down` takes nothing at all; `keyless` loses their
 * idempotency keys.
 */
export async function wireOf(house: House) {
  const no = (): boolean => false;
  const faults = { cut: no, down: no, keyless: no } as Record<'cut' | 'down' | 'keyless', (call: string) => boolean>;
  let lost = 0;
  const server = createServer((incoming: IncomingMessage, response) => {
    const call = `${incoming.method ?? ''} ${incoming.url ?? ''}`;
    if (faults.down(call)) {
      incoming.socket.destroy();
      return;
    }
    const { 'idempotency-key': key, ...others } = incoming.headers;
    const headers = faults.keyless(call) || key === undefined ? others : { ...others, 'idempotency-key': key };
    const { method, url } = incoming;
    const onwards = send(`${house.stripeBase}${url ?? ''}`, { method, headers }, (answer) => {
      if (!faults.cut(call)) {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
        return;
      }
      answer.resume().on('end', () => {
        lost += 1;
        incoming.socket.destroy();
      });
    });
    incoming.pipe(onwards);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  house.world.stripe = stripeAt(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}`, house.keys.secretKey);
  return {
    faults,
    /** Answers that were lost so far. */
    lost: () => lost,
    mend: () => {
      Object.assign(faults, { cut: no, down: no, keyless: no });
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
