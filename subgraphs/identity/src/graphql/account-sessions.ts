import { Refusal } from '@ycyw/service/refusal';
import { endOwnSession, openSessions } from '../data/session.ts';
import { refreshTokenDays } from '../domain/rotation.ts';
import type { IdentityContext } from './context.ts';
import { requirePerson } from './person.ts';

interface Session {
  id: string;
  device: string;
  place: string | null;
  createdAt: Date;
  lastSeenAt: Date;
  current: boolean;
}

/** A person's open sessions; a country's name is in the reader's language. */
export async function sessionsOf({ db, viewer, clock, language }: IdentityContext, userId: string): Promise<Session[]> {
  const names = new Intl.DisplayNames(language, { type: 'region' });
  const rows = await openSessions(db, userId, new Date(clock.now().getTime() - refreshTokenDays * 86_400_000));
  return rows.map(({ country, ...session }) => ({
    ...session,
    place: country === null ? null : (names.of(country) ?? null),
    current: session.id === viewer.sessionId,
  }));
}

export async function endSession(_root: unknown, { id }: { id: string }, { db, viewer, clock }: IdentityContext): Promise<true> {
  const person = requirePerson(viewer);
  if (!(await endOwnSession(db, { id, userId: person.id }, clock.now()))) throw new Refusal('NOT_FOUND');
  return true;
}
