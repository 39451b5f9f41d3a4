type Sequenced = { sequence: number; clientId: string; revision?: number };

/** Longest message, in Unicode code points after trimming. */
export const messageLimit = 1000;

export function messageLength(body: string): number {
  return Array.from(body.trim()).length;
}

/**
 * Both lists as one, by sequence, each message once; the newcomer wins, unless it tells of a revision before. What says the same stays the
 * object that it was, and a list to which nothing is new the list.
 */
export function mergeMessages<M extends Sequenced>(known: readonly M[], incoming: readonly M[]): readonly M[] {
  const bySequence = new Map(known.map((message) => [message.sequence, message]));
  const news = incoming.filter((message) => {
    const before = bySequence.get(message.sequence);
    const isOlder = (before?.revision ?? 0) > (message.revision ?? 0);
    if (isOlder || (before && JSON.stringify(before) === JSON.stringify(message))) return false;
    bySequence.set(message.sequence, message);
    return true;
  });
  return news.length === 0 ? known : [...bySequence.values()].sort((a, b) => a.sequence - b.sequence);
}

/** Sequence up to which nothing is missing: where to resume from after a broken connection. */
export function resumeAfter(messages: readonly Sequenced[]): number {
  let last = messages[0]?.sequence ?? 0;
  for (const { sequence } of messages) {
    if (sequence > last + 1) break;
    last = sequence;
  }
  return last;
}

/** What was sent from here and has not come back yet. */
export function stillPending<P extends { clientId: string }>(pending: readonly P[], messages: readonly Sequenced[]): P[] {
  const arrived = new Set(messages.map((message) => message.clientId));
  return pending.filter((draft) => !arrived.has(draft.clientId));
}
