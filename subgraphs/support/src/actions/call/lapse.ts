import { lapsedCalls, lockCall } from '../../data/call/call.ts';
import { lockConversation } from '../../data/conversation.ts';
import type { Desk } from '../desk.ts';
import { finish } from './finish.ts';

/** Ends the calls that nobody answered in time, that did not connect, or whose two sides have fallen silent. */
export async function endLapsedCalls({ sql, clock }: Desk): Promise<void> {
  for (const { id, conversationId } of await lapsedCalls(sql)) {
    await sql.$transaction(async (tx) => {
      const conversation = await lockConversation(tx, conversationId);
      if (!conversation) return;
      const call = await lockCall(tx, id);
      // Somebody may have answered, or been heard of, meanwhile.
      const [still] = await lapsedCalls(tx, id);
      if (still) await finish(tx, conversation, call, { state: still.becomes, by: null, now: clock.now() });
    });
  }
}
