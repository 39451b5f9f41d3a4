import { Refusal } from '@ycyw/service/refusal';
import { requireSignedIn, type SignedIn, type Viewer } from '@ycyw/service/viewer';

export type Person = SignedIn & { sessionId: string };

/** Who acts on their own account in a session: UNAUTHENTICATED for the anonymous, FORBIDDEN for a partner's key. */
export function requirePerson(viewer: Viewer): Person {
  const { sessionId, ...signedIn } = requireSignedIn(viewer);
  if (signedIn.scopes !== null || sessionId === null) throw new Refusal('FORBIDDEN');
  return { ...signedIn, sessionId };
}
