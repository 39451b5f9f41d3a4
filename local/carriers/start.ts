import type { ClockDial } from '../clock.ts';
import type { Ports } from '../ports.ts';
import { simulateConvoyeurs } from './convoyeurs.ts';
import { carrierCredentials } from './credentials.ts';
import { simulateNordlane } from './nordlane.ts';

const pilotMs = 1000;

/** Both carriers on 127.0.0.1; their cars drive by the system's clock. GET /simulator tells of all jobs, POST /simulator/<reference> {"act": "depart"} has one go on by hand. */
export async function startCarriers(ports: Ports, internalKey: string, clock: ClockDial): Promise<{ stop(): Promise<void> }> {
  const credentials = carrierCredentials(internalKey);
  const now = (): Date => {
    const fixed = clock.now();
    return fixed === null ? new Date() : new Date(fixed);
  };
  // From outside, through the router, as they really come.
  const webhookUrl = `http://127.0.0.1:${String(ports.router)}/webhooks/nordlane`;
  const started = await Promise.all([
    simulateNordlane({ ...credentials, port: ports.nordlane, webhookUrl, pilotMs }, now),
    simulateConvoyeurs({ ...credentials, port: ports.convoyeurs, pilotMs }, now),
  ]);
  return {
    stop: async () => {
      await Promise.all(started.map((carrier) => carrier.stop()));
    },
  };
}
