import { SignJWT } from 'jose';
import { internalClaims, type Claims } from './internalToken.ts';
import { Refusal } from './refusal.ts';

export type Role = 'CUSTOMER' | 'AGENT' | 'MANAGER' | 'ADMIN' | 'PARTNER';
export type Region = 'EU' | 'UK' | 'US';

/** Who asks, as the router vouches for it. SERVICE is one of our own subgraphs asking through the router. */
export interface Viewer {
  /** The user's UUID; null when anonymous or a service. */
  id: string | null;
  role: Role | 'SERVICE' | null;
  region: Region | null;
  /** The session, or for a partner's key the key's id. */
  sessionId: string | null;
  /** Codes of the agencies that a member of staff is bound to; null: all of the region's. */
  agencies: readonly string[] | null;
  /** What a partner's key allows, e.g. bookings:read; null for people, who may do what their role may. */
  scopes: ReadonlySet<string> | null;
  /** A key for trying things out: it sees and touches sandbox data only. */
  test: boolean;
  /** When they last proved afresh who they are; milliseconds since the epoch. */
  steppedUpAt: number | null;
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

/** Refuses partners' keys with FORBIDDEN. */
export function refuseKeys({ scopes }: Viewer): void {
  if (scopes !== null) throw new Refusal('FORBIDDEN');
}

/** Refuses the anonymous with UNAUTHENTICATED and partners' keys with FORBIDDEN: for what is between people. */
export function requirePerson(viewer: Viewer): SignedIn {
  refuseKeys(viewer);
  return requireSignedIn(viewer);
}

/** Refuses everybody but our own subgraphs with FORBIDDEN. */
export function requireService(viewer: Viewer): void {
  if (!isService(viewer)) throw new Refusal('FORBIDDEN');
}

export const requireStaff = (viewer: Viewer): SignedIn => requireRole(viewer, 'AGENT', 'MANAGER', 'ADMIN');

/** Refuses a partner's key without the scope, naming it (SCOPE_MISSING); people and services have no scopes and pass. */
export function requireScope({ scopes }: Viewer, scope: string): void {
  if (scopes !== null && !scopes.has(scope)) throw new Refusal('SCOPE_MISSING', scope);
}

/** How long a fresh proof of who one is stays good. */
export const stepUpMinutes = 5;

/** Refuses with STEP_UP_REQUIRED who has not proven afresh within five minutes who they are. */
export function requireStepUp({ steppedUpAt }: Viewer): void {
  if (steppedUpAt === null || steppedUpAt + stepUpMinutes * 60_000 <= Date.now()) throw new Refusal('STEP_UP_REQUIRED');
}

/** Whether a member of staff works at that agency: by name, or because it is in their region. Admins work everywhere. */
export function worksAt(viewer: Viewer, agency: { code: string; region: string }): boolean {
  if (!isStaff(viewer)) return false;
  if (viewer.role === 'ADMIN') return true;
  return viewer.agencies === null ? viewer.region === agency.region : viewer.agencies.includes(agency.code);
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const texts = (value: unknown): string[] | null => (Array.isArray(value) ? value.filter((each) => typeof each === 'string') : null);

/** Whom the router's token vouches for (HS256, `iss` router, at most 60 s old, for this subgraph); rejects when it is not one. */
export const verifyInternal = (token: string, key: Uint8Array, audience: string): Promise<Viewer> =>
  new Promise((resolve) => {
    resolve(viewerOf(internalClaims(token, key, audience)));
  });

function viewerOf(claims: Claims): Viewer {
  return {
    id: text(claims['sub']),
    role: text(claims['role']) as Viewer['role'],
    region: text(claims['region']) as Viewer['region'],
    sessionId: text(claims['sid']),
    agencies: texts(claims['agencies']),
    scopes: typeof claims['scope'] === 'string' ? new Set(claims['scope'].split(' ').filter(Boolean)) : null,
    test: claims['test'] === true,
    steppedUpAt: typeof claims['step_up_at'] === 'number' ? claims['step_up_at'] * 1000 : null,
  };
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
