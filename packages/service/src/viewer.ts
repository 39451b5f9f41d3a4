import { SignJWT, jwtVerify } from 'jose';
import { Refusal } from './refusal.ts';

export type Role = 'CUSTOMER' | 'AGENT' | 'MANAGER' | 'ADMIN' | 'PARTNER';
export type Region = 'EU' | 'UK' | 'US';

/** Who asks, as the router vouches for it. SERVICE is one of our own subgraphs asking through the router. */
export interface Viewer {
  /** The user's UUID; null when anonymous or a service. */
  id: string | null;
  role: Role | 'SERVICE' | null;
  region: Region | null;
  sessionId: string | null;
}

export type SignedIn = Viewer & { id: string; role: Role };

const staff = new Set(['AGENT', 'MANAGER', 'ADMIN']);

export const isStaff = (viewer: Viewer): boolean => viewer.role !== null && staff.has(viewer.role);
export const isService = (viewer: Viewer): boolean => viewer.role === 'SERVICE';

/** Refuses the anonymous with UNAUTHENTICATED. */
export function requireSignedIn(viewer: Viewer): SignedIn {
  if (viewer.id === null || viewer.role === null || viewer.role === 'SERVICE') throw new Refusal('UNAUTHENTICATED');
  return { ...viewer, id: viewer.id, role: viewer.role };
}

/** Refuses the anonymous with UNAUTHENTICATED and every other role with FORBIDDEN. */
export function requireRole(viewer: Viewer, ...roles: Role[]): SignedIn {
  const signedIn = requireSignedIn(viewer);
  if (!roles.includes(signedIn.role)) throw new Refusal('FORBIDDEN');
  return signedIn;
}

export const requireStaff = (viewer: Viewer): SignedIn => requireRole(viewer, 'AGENT', 'MANAGER', 'ADMIN');

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const seen = new Map<string, { viewer: Viewer; until: number }>();

/** Verifies the router's token (HS256, `iss` router, at most 60 s old) for this subgraph; throws jose's error when it is not one. */
export async function verifyInternal(token: string, key: Uint8Array, audience: string): Promise<Viewer> {
  const cacheKey = `${audience} ${token}`;
  const known = seen.get(cacheKey);
  if (known && known.until > Date.now()) return known.viewer;
  const { payload } = await jwtVerify(token, key, { issuer: 'router', audience, algorithms: ['HS256'], maxTokenAge: '60 s' });
  const viewer: Viewer = {
    id: text(payload.sub),
    role: text(payload['role']) as Viewer['role'],
    region: text(payload['region']) as Viewer['region'],
    sessionId: text(payload['sid']),
  };
  if (seen.size >= 5000) seen.clear();
  seen.set(cacheKey, { viewer, until: Math.min((payload.exp ?? 0) * 1000, Date.now() + 60_000) });
  return viewer;
}

/** A token with which the subgraph `name` asks the graph through the router; good for 60 s. */
export const mintServiceToken = (name: string, key: Uint8Array): Promise<string> =>
  new SignJWT({ role: 'SERVICE' })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(name)
    .setAudience('router')
    .setIssuedAt()
    .setExpirationTime('60 s')
    .sign(key);
