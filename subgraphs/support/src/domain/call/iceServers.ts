import { createHmac } from 'node:crypto';

/** A TURN server of ours that knows people by passwords for a while (TURN REST API: coturn's use-auth-secret). */
export interface Turn {
  urls: readonly string[];
  secret: string;
  ttlSeconds: number;
}

/** As RTCPeerConnection takes it. */
export interface IceServer {
  urls: readonly string[];
  username: string | null;
  credential: string | null;
}

/**
 * What one side of a call reaches the server with until `now` and its time to live: the user's name is when it ends, in seconds, and a
 * pseudonym for the call's side; the password is the name's HMAC-SHA1 under the secret that the server shares.
 */
export function iceServers(turn: Turn | null, who: { callId: string; userId: string }, now: Date): IceServer[] {
  if (!turn) return [];
  const pseudonym = createHmac('sha256', turn.secret).update(`${who.callId} ${who.userId}`).digest('base64url').slice(0, 22);
  const username = `${String(Math.floor(now.getTime() / 1000) + turn.ttlSeconds)}:${pseudonym}`;
  return [{ urls: turn.urls, username, credential: createHmac('sha1', turn.secret).update(username).digest('base64') }];
}
