import type { Sql } from '@ycyw/service/sql';
import { Refusal } from '@ycyw/service/refusal';
import { requirePerson, type SignedIn, type Viewer } from '@ycyw/service/viewer';
import { lockCall, type Call } from '../../data/call/call.ts';
import { lockConversation, type Conversation } from '../../data/conversation.ts';
import type { Side } from '../../domain/access.ts';
import { requireCaller } from '../../domain/call/caller.ts';
import { idOf } from '../../domain/id.ts';
import type { Desk } from '../desk.ts';

export interface Caller {
  viewer: SignedIn;
  side: Side;
  call: Call;
  conversation: Conversation;
}

/** The call as it stands, for one of the two who are in it; else NOT_FOUND, FORBIDDEN for other staff. */
export async function callerIn({ loaders }: Desk, asker: Viewer, callId: string): Promise<Caller> {
  const viewer = requirePerson(asker);
  const call = await loaders.call.load(idOf(callId));
  const conversation = call && (await loaders.conversation.load(call.conversationId));
  if (!call || !conversation) throw new Refusal('NOT_FOUND');
  return { viewer, side: requireCaller(viewer, conversation, call), call, conversation };
}

/** Does `work` for one of the two in the call with the rows of conversation and call locked, in that order. */
export async function inCall<Result>(
  desk: Desk,
  asker: Viewer,
  callId: string,
  work: (tx: Sql, caller: Caller) => Promise<Result>,
): Promise<Result> {
  const { viewer, call: found } = await callerIn(desk, asker, callId);
  return desk.sql.$transaction(async (tx) => {
    const conversation = await lockConversation(tx, found.conversationId);
    if (!conversation) throw new Refusal('NOT_FOUND');
    const call = await lockCall(tx, found.id);
    return work(tx, { viewer, side: requireCaller(viewer, conversation, call), call, conversation });
  });
}
