import { Refusal } from '@ycyw/service/refusal';
import { requireSignedIn, type SignedIn, type Viewer } from '@ycyw/service/viewer';

export type Person = SignedIn & { sessionId: string };

/** A partner's key acts for the business, never on the account: FORBIDDEN. */
export function refuseKeys({ scopes }: Viewer): void {
  if (scopes !== null) throw new Refusal('FORBIDDEN');
}

/** Who acts on their own account in a session: UNAUTHENTICATED for the anonymous, FORBIDDEN for a partner's key. */
export function requirePerson(viewer: Viewer): Person {
  refuseKeys(viewer);
  const { sessionId, ...signedIn } = requireSignedIn(viewer);
  if (sessionId === null) throw new Refusal('FORBIDDEN');
  return { ...signedIn, sessionId };
}
