import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { Forged, Garbled, Rejected, type Carrier, type News } from './carrier.ts';
import { askJson, latitude, longitude, type Wire } from './http.ts';

export interface NordlaneOptions extends Wire {
  token: string;
  /** Two during a rotation. */
  webhookSecrets: readonly string[];
}

const toleranceSeconds = 300;
/** What a job that it does not know, or that is over, is called back with: nobody drives. */
const isOff = (error: unknown): boolean => error instanceof Rejected && [404, 409, 410].includes(error.code);

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const base = { id: z.string().min(1).max(100), reference: z.uuid(), occurred_at: instant };
const position = z.object({ lat: latitude, lon: longitude });
const event = z.discriminatedUnion('type', [
  z.object({ ...base, type: z.enum(['job.accepted', 'job.departed']), eta: instant.nullish() }),
  z.object({ ...base, type: z.enum(['job.declined', 'job.at_door', 'job.aborted']) }),
  z.object({ ...base, type: z.literal('job.position'), position, eta: instant.nullish() }),
  z.object({ ...base, type: z.literal('job.code_entered'), code: z.string().max(20), position: position.nullish() }),
]);
type Event = z.infer<typeof event>;

const kinds = {
  'job.accepted': 'ACCEPTED',
  'job.departed': 'EN_ROUTE',
  'job.declined': 'REFUSED',
  'job.at_door': 'ARRIVED',
  'job.aborted': 'FAILED',
} as const;

const pointOf = ({ lat, lon }: z.infer<typeof position>) => ({ latitude: lat, longitude: lon });

function newsOf(told: Event): News {
  const { reference, occurred_at: at } = told;
  if (told.type === 'job.position') return { reference, at, kind: 'POSITION', point: pointOf(told.position), etaAt: told.eta ?? null };
  if (told.type === 'job.code_entered') {
    return { reference, at, kind: 'PROOF', code: told.code, point: told.position ? pointOf(told.position) : null };
  }
  if (told.type === 'job.accepted' || told.type === 'job.departed')
    return { reference, at, kind: kinds[told.type], etaAt: told.eta ?? null };
  return { reference, at, kind: kinds[told.type] };
}

/** `t=seconds,v1=hex`: HMAC-SHA256 over `seconds.body`, as Nordlane signs what it sends. */
export const signNordlane = (secret: string, seconds: number, body: Buffer | string): string =>
  `t=${String(seconds)},v1=${createHmac('sha256', secret)
    .update(`${String(seconds)}.`)
    .update(body)
    .digest('hex')}`;

function requireSigned(body: Buffer, signature: string, secrets: readonly string[]): void {
  const seconds = Number(/^t=(\d{1,12}),/.exec(signature)?.[1] ?? NaN);
  const given = Buffer.from(signature);
  const isOurs = secrets.some((secret) => {
    const expected = Buffer.from(signNordlane(secret, seconds, body));
    return expected.length === given.length && timingSafeEqual(expected, given);
  });
  // Real time: whoever has seen a message once must not be able to send it again much later.
  if (!isOurs || Math.abs(Date.now() / 1000 - seconds) > toleranceSeconds) throw new Forged('signature');
}

/** Nordlane: REST and JSON with a bearer token; it tells us by signed webhooks how its jobs go and where its cars are. */
export function nordlane(options: NordlaneOptions): Carrier {
  const { url, token, webhookSecrets } = options;
  const authorization = `Bearer ${token}`;
  const at = (reference: string): string => `${url}/v2/jobs/${reference}`;
  return {
    code: 'nordlane',
    name: 'Nordlane',
    request: async ({ reference, leg, acriss, agency, place, windowFrom, windowTo }) => {
      const yard = { lat: agency.latitude, lon: agency.longitude, label: agency.code };
      const door = { lat: place.point.latitude, lon: place.point.longitude, address: place.address, note: place.instructions };
      const [from, to] = leg === 'DELIVERY' ? [yard, door] : [door, yard];
      const body = {
        kind: leg === 'DELIVERY' ? 'deliver' : 'collect',
        vehicle_class: acriss,
        from,
        to,
        window: { from: windowFrom, to: windowTo },
      };
      await askJson(options, at(reference), { method: 'PUT', authorization, body });
    },
    cancel: async (reference) => {
      await askJson(options, at(reference), { method: 'DELETE', authorization }).catch((error: unknown) => {
        if (!isOff(error)) throw error;
      });
    },
    read: (body, headers) => {
      requireSigned(body, String(headers['nordlane-signature'] ?? ''), webhookSecrets);
      try {
        return [newsOf(event.parse(JSON.parse(body.toString())))];
      } catch (error) {
        throw new Garbled('event', { cause: error });
      }
    },
  };
}
