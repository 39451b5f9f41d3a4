import { createHmac, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { Drives, type Act, type Drive, type Point } from './drives.ts';
import { startCarrier, type SimulatedCarrier } from './server.ts';

export interface NordlaneSimulation {
  port: number;
  token: string;
  webhookSecret: string;
  /** Where it tells its news. */
  webhookUrl: string;
  pilotMs?: number | undefined;
}

const place = z.object({ lat: z.number(), lon: z.number() });
const job = z.object({
  kind: z.enum(['deliver', 'collect']),
  from: place,
  to: place,
  window: z.object({ from: z.iso.datetime({ offset: true }) }),
});
const types: Record<Exclude<Act, 'done'>, string> = {
  accept: 'job.accepted',
  decline: 'job.declined',
  depart: 'job.departed',
  move: 'job.position',
  arrive: 'job.at_door',
  code: 'job.code_entered',
  abort: 'job.aborted',
};

const pointOf = ({ lat, lon }: z.infer<typeof place>): Point => ({ latitude: lat, longitude: lon });
const written = ({ latitude: lat, longitude: lon }: Point) => ({ lat, lon });

export type Sent = { body: string; headers: Record<string, string> };

/** Nordlane as it would be: PUT and DELETE /v2/jobs/<reference>, and signed webhooks. `sent`: what it has told, last first, to be told again. */
export async function simulateNordlane(
  { port, token, webhookSecret, webhookUrl, pilotMs }: NordlaneSimulation,
  now: () => Date,
): Promise<SimulatedCarrier & { sent: Sent[]; sign(body: string, seconds?: number): Record<string, string> }> {
  const sent: Sent[] = [];
  const sign = (body: string, seconds = Math.floor(Date.now() / 1000)): Record<string, string> => ({
    'content-type': 'application/json',
    'nordlane-signature': `t=${String(seconds)},v1=${createHmac('sha256', webhookSecret)
      .update(`${String(seconds)}.${body}`)
      .digest('hex')}`,
  });
  const told = async ({ reference, position, code }: Drive, act: Act): Promise<void> => {
    if (act === 'done') return;
    const body = JSON.stringify({
      ...{ id: randomUUID(), type: types[act], reference, occurred_at: now().toISOString() },
      ...((act === 'move' || act === 'code') && { position: written(position) }),
      ...(act === 'code' && { code }),
    });
    const telling = { body, headers: sign(body) };
    sent.unshift(telling);
    sent.length = Math.min(sent.length, 50);
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const response = await fetch(webhookUrl, { method: 'POST', ...telling }).catch(() => null);
      if (response && response.status < 500) {
        const answer = (await response.json().catch(() => ({}))) as { accepted?: boolean };
        if (act === 'code') drives.judge(reference, answer.accepted === true);
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  };
  const drives = new Drives(now, told);
  const simulation = await startCarrier({ port, pilotMs }, drives, (request, body) => {
    if (request.headers.authorization !== `Bearer ${token}`) return { status: 401 };
    const reference = /^\/v2\/jobs\/([\da-f-]{36})$/.exec(request.url ?? '')?.[1];
    if (reference === undefined) return { status: 404 };
    if (request.method === 'DELETE') {
      return { status: drives.cancel(reference) ? 204 : 404 };
    }
    const { kind, from, to, window } = job.parse(JSON.parse(body.toString()));
    // To a renter whose car is fetched the driver goes first.
    const [yard, door] = kind === 'deliver' ? [from, to] : [to, from];
    drives.receive({ reference, from: pointOf(yard), to: pointOf(door), windowFrom: new Date(window.from) });
    return { status: 202, body: { reference } };
  });
  return { ...simulation, sent, sign };
}
