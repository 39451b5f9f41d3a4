import { Refusal } from '@ycyw/service/refusal';
import { requirePerson as requireOneself, type SignedIn, type Viewer } from '@ycyw/service/viewer';

export type Person = SignedIn & { sessionId: string };

/** Who acts on their own account in a session: as every domain's requirePerson, and FORBIDDEN without a session. */
export function requirePerson(viewer: Viewer): Person {
  const { sessionId, ...person } = requireOneself(viewer);
  if (sessionId === null) throw new Refusal('FORBIDDEN');
  return { ...person, sessionId };
}
