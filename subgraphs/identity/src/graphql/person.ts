import { Refusal } from '@ycyw/service/refusal';
import { requireSignedIn, type SignedIn, type Viewer } from '@ycyw/service/viewer';

/** A partner's key acts for the business, never on the account: FORBIDDEN. */
export function refuseKeys({ scopes }: Viewer): void {
  if (scopes !== null) throw new Refusal('FORBIDDEN');
}

/** Somebody signed in, in person: UNAUTHENTICATED for the anonymous, FORBIDDEN for a partner's key. */
export function requirePerson(viewer: Viewer): SignedIn {
  const signedIn = requireSignedIn(viewer);
  refuseKeys(viewer);
  return signedIn;
}
