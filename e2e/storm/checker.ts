import type { Seen } from './reader.ts';

/** What somebody was told has been sent. */
export interface Acknowledged extends Seen {
  conversationId: string;
}

export interface Observed {
  /** What each client saw, in the order in which it came. */
  readers: readonly { conversationId: string; seen: readonly Seen[] }[];
  acknowledged: readonly Acknowledged[];
  /** What the database holds of each conversation, by sequence. */
  stored: ReadonlyMap<string, readonly Seen[]>;
}

const same = (one: Seen | undefined, other: Seen | undefined): boolean =>
  one?.sequence === other?.sequence && one?.clientId === other?.clientId;

/** How what `seen` tells differs from `stored`; null where it is the same, message by message. */
function difference(seen: readonly Seen[], stored: readonly Seen[]): string | null {
  const place = stored.findIndex((message, index) => !same(seen[index], message));
  if (place === -1) return seen.length === stored.length ? null : `${String(seen.length - stored.length)} more than there are`;
  const [wanted, got] = [stored[place], seen[place]];
  const before = seen.slice(0, place).some((each) => same(each, got));
  return `${String(wanted?.sequence)} wanted, ${got ? `${String(got.sequence)} came${before ? ' again' : ''}` : 'nothing came'}`;
}

/** Everything that is wrong, in words; empty where every client has seen every message once, in order, and nothing acknowledged is missing. */
export function faults({ readers, acknowledged, stored }: Observed): string[] {
  const found: string[] = [];
  for (const [id, messages] of stored) {
    const gap = messages.findIndex(({ sequence }, index) => sequence !== index + 1);
    if (gap !== -1) found.push(`conversation ${id}: sequence ${String(messages[gap]?.sequence)} stands at ${String(gap + 1)}`);
    if (new Set(messages.map(({ clientId }) => clientId)).size < messages.length)
      found.push(`conversation ${id}: a message was stored twice`);
  }
  for (const [index, { conversationId, seen }] of readers.entries()) {
    const wrong = difference(seen, stored.get(conversationId) ?? []);
    if (wrong !== null) found.push(`client ${String(index)} of conversation ${conversationId}: ${wrong}`);
  }
  for (const { conversationId, sequence, clientId } of acknowledged) {
    const message = stored.get(conversationId)?.[sequence - 1];
    if (!same(message, { sequence, clientId }))
      found.push(`conversation ${conversationId}: acknowledged message ${String(sequence)} is not stored so`);
  }
  return found;
}
