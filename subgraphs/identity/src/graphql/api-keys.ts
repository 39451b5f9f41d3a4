import { requireRole, requireStepUp } from '@ycyw/service/viewer';
import { createKey, revokeKey, rotateKey, type ApiKey } from '../data/api-key.ts';
import { readIdempotencyKey, readOverlap, readRights, type CreateApiKeyInput } from '../domain/api-key.ts';
import type { IdentityContext } from './context.ts';
import { requirePerson } from './person.ts';

interface NewApiKey {
  key: ApiKey;
  secret: string;
}

export function createApiKey(_root: unknown, { input }: { input: CreateApiKeyInput }, context: IdentityContext): Promise<NewApiKey> {
  const viewer = requireRole(requirePerson(context.viewer), 'PARTNER');
  requireStepUp(viewer);
  const rights = readRights(input);
  const request = { idempotencyKey: readIdempotencyKey(input.idempotencyKey), facts: rights };
  return createKey(context.db, viewer, rights, request, context.keys.apiKey, context.clock.now());
}

export function rotateApiKey(
  _root: unknown,
  args: { id: string; overlapHours?: number | null; idempotencyKey: string },
  context: IdentityContext,
): Promise<NewApiKey> {
  const viewer = requireRole(requirePerson(context.viewer), 'PARTNER');
  requireStepUp(viewer);
  const overlapMs = readOverlap(args.overlapHours);
  const request = { idempotencyKey: readIdempotencyKey(args.idempotencyKey), facts: { rotate: args.id, overlapMs } };
  return rotateKey(context.db, viewer, args.id, overlapMs, request, context.keys.apiKey, context.clock.now());
}

export const revokeApiKey = (_root: unknown, { id }: { id: string }, { db, viewer, clock }: IdentityContext): Promise<ApiKey> =>
  revokeKey(db, requireRole(requirePerson(viewer), 'PARTNER'), id, clock.now());
