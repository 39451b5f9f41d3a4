import { z } from 'zod';
import { Refusal } from '@ycyw/service/refusal';

/** What a key may be allowed, each by name. */
export const scopes = ['offers:read', 'bookings:read', 'bookings:write', 'customers:read', 'merchants:write'] as const;
type Scope = (typeof scopes)[number];

/** Keys of one partner that work; a hundred more would be a mistake. */
export const mostKeys = 100;
/** How long the secret is given again to whoever repeats the request that made it. */
export const againMinutes = 10;
export const longestOverlapHours = 168;

export interface CreateApiKeyInput {
  name: string;
  scopes: readonly string[];
  test?: boolean | null;
  costPerMinute?: number | null;
  idempotencyKey: string;
}

/** What a key is for and may do. */
export interface KeyRights {
  name: string;
  scopes: Scope[];
  test: boolean;
  costPerMinute: number | null;
}

const name = z
  .string()
  .trim()
  .normalize('NFC')
  .min(1)
  .max(60)
  .regex(/^\P{Cc}+$/u);

function must<Value>(shape: z.ZodType<Value>, value: unknown, field: string): Value {
  const read = shape.safeParse(value);
  if (!read.success) throw new Refusal('BAD_INPUT', field);
  return read.data;
}

/** Refuses with BAD_INPUT and the field, or the scope that does not exist. */
export function readRights(input: CreateApiKeyInput): KeyRights {
  const unknown = input.scopes.find((scope) => !scopes.some((known) => known === scope));
  if (unknown !== undefined) throw new Refusal('BAD_INPUT', `scopes: ${unknown.slice(0, 40)}`);
  const wanted = scopes.filter((scope) => input.scopes.includes(scope));
  if (wanted.length === 0) throw new Refusal('BAD_INPUT', 'scopes');
  return {
    name: must(name, input.name, 'name'),
    scopes: wanted,
    test: input.test ?? true,
    costPerMinute: must(z.int().min(1).nullable(), input.costPerMinute ?? null, 'costPerMinute'),
  };
}

export const readIdempotencyKey = (key: string): string => must(z.string().min(1).max(200), key, 'idempotencyKey');

/** Milliseconds for which the old secret works on beside its successor. */
export const readOverlap = (hours: number | null | undefined): number =>
  must(z.int().min(0).max(longestOverlapHours), hours ?? 24, `overlapHours 0…${String(longestOverlapHours)}`) * 3_600_000;

/** Whether a key is good at `now`. */
export const works = (key: { revokedAt: Date | null; expiresAt: Date | null }, now: Date): boolean =>
  key.revokedAt === null && (key.expiresAt === null || key.expiresAt > now);
