import { Refusal } from '@ycyw/service/refusal';
import { requireSignedIn, type SignedIn, type Viewer } from '@ycyw/service/viewer';

/** Refuses the anonymous with UNAUTHENTICATED and a partner's key with FORBIDDEN: an account is its person's own affair. */
export function requirePerson(viewer: Viewer): SignedIn {
  const signedIn = requireSignedIn(viewer);
  if (signedIn.scopes !== null) throw new Refusal('FORBIDDEN');
  return signedIn;
}
