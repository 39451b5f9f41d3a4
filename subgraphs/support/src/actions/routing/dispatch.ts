import type { Database } from '@ycyw/service/sql';
import { lockConversation } from '../../data/conversation.ts';
import { isPresent } from '../../data/presence.ts';
import { freePlace, lockKnownAgent, noteGiven } from '../../data/routing/agent.ts';
import { assign } from '../../data/routing/handing.ts';
import { lockNextPair } from '../../data/routing/pairing.ts';
import type { Desk } from '../desk.ts';
import { tellMoved } from '../handling/moved.ts';

/** How long a conversation waits for somebody who has its language while nobody there does. */
const ownLanguageMs = 120_000;
/** Gives of one round; what is left, the next sweep gives. */
const atOnce = 100;

/** Gives one conversation to one agent; null when there is no such pair, false when the agent was filled meanwhile. */
async function giveNext({ sql, clock }: Desk): Promise<boolean | null> {
  return sql.$transaction(async (tx) => {
    const now = clock.now();
    const pair = await lockNextPair(tx, new Date(now.getTime() - ownLanguageMs));
    if (!pair) return null;
    // What was chosen by was read before the agent was ours alone.
    const [before, agent] = await Promise.all([lockConversation(tx, pair.conversationId), lockKnownAgent(tx, pair.agentId)]);
    const place = before && agent?.status === 'AVAILABLE' && agent.region === before.region ? await freePlace(tx, agent) : null;
    if (!before || place === null || !(await isPresent(tx, pair.agentId))) return false;
    const given = await assign(tx, before.id, { agentId: pair.agentId, place }, now);
    await noteGiven(tx, pair.agentId);
    await tellMoved(tx, before, given, now, { by: null, done: 'given', detail: { agentId: pair.agentId } });
    return true;
  });
}

/** Gives those that wait to those who are free, longest wait first, until nothing fits any more; in any number of processes at once. */
export async function dispatch(desk: Desk): Promise<void> {
  for (let round = 0; round < atOnce; round += 1) if ((await giveNext(desk)) === null) return;
}

interface Rounds {
  under: Promise<void>;
  /** For everybody who asked since that began; null: nobody. */
  next: Promise<void> | null;
}

/** Of each database, as long as there is one under way. */
const rounds = new WeakMap<Database, Rounds>();

function begin(desk: Desk): Promise<void> {
  const round: Rounds = { under: dispatch(desk).catch(() => undefined), next: null };
  rounds.set(desk.sql, round);
  return round.under.then(() => {
    if (!round.next) rounds.delete(desk.sql);
  });
}

/**
 * As dispatch, after something that has been done already: where this fails, the sweep does it within two seconds, and says what failed.
 * One is under way in a process; all who ask meanwhile share the one after it, so that they do not hold a connection each.
 */
export function dispatchSoon(desk: Desk): Promise<void> {
  const round = rounds.get(desk.sql);
  if (!round) return begin(desk);
  round.next ??= round.under.then(() => begin(desk));
  return round.next;
}
