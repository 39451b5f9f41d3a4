import { Refusal } from '@ycyw/service/refusal';
import type { Sql } from '@ycyw/service/sql';
import type { Region, SignedIn } from '@ycyw/service/viewer';
import { freePlace, lockAgent } from '../../data/routing/agent.ts';

/**
 * A place with `staff` for a conversation of `region`; WRONG_STATE(CAPACITY) where they hold as many as they may. Conversations are
 * locked before agents, and of several conversations the lesser id first.
 */
export async function requirePlace(tx: Sql, staff: SignedIn, region: string): Promise<{ agentId: string; place: number }> {
  const agent = await lockAgent(tx, { id: staff.id, region: staff.region ?? (region as Region) });
  const place = await freePlace(tx, agent);
  if (place === null) throw new Refusal('WRONG_STATE', 'CAPACITY');
  return { agentId: staff.id, place };
}
