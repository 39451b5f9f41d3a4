type Sequenced = { sequence: number; clientId: string };

/** Longest message, in Unicode code points after trimming. */
export const messageLimit = 1000;

export function messageLength(body: string): number {
  return Array.from(body.trim()).length;
}

/** Both lists as one, by sequence, each message once; the newcomer wins. */
export function mergeMessages<M extends Sequenced>(known: readonly M[], incoming: readonly M[]): M[] {
  const bySequence = new Map(known.map((message) => [message.sequence, message]));
  for (const message of incoming) bySequence.set(message.sequence, message);
  return [...bySequence.values()].sort((a, b) => a.sequence - b.sequence);
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
