import { Refusal } from '@ycyw/service/refusal';
import { requirePerson } from '@ycyw/service/viewer';
import { answerCall, type AnswerCallArgs } from '../actions/call/answer.ts';
import { proposeCall, type ProposeCallArgs } from '../actions/call/propose.ts';
import { reportCall, type ReportCallArgs } from '../actions/call/report.ts';
import { signalCall, type SignalCallArgs } from '../actions/call/signal.ts';
import type { Call as Row } from '../data/call/call.ts';
import type { CallSignal as SignalRow } from '../data/call/signal.ts';
import { isOpen } from '../domain/call/callState.ts';
import { requireHearer } from '../domain/call/caller.ts';
import { iceServers } from '../domain/call/iceServers.ts';
import { idOf } from '../domain/id.ts';
import { callSignalled } from '../live/callSignalled.ts';
import type { Context } from './context.ts';

/** Whether the viewer is one of the two in it. */
const isIn = async ({ agentId, conversationId }: Row, { viewer, loaders }: Context): Promise<boolean> =>
  viewer.id !== null && (viewer.id === agentId || viewer.id === (await loaders.conversation.load(conversationId))?.customerId);

export const Call = {
  ofMine: (row: Row, _: unknown, context: Context) => isIn(row, context),
  relayOnly: (_: Row, __: unknown, { calls }: Context) => calls.relayOnly,
  iceServers: async (row: Row, _: unknown, context: Context) => {
    const { viewer, calls } = context;
    if (viewer.id === null || !isOpen(row.state) || !(await isIn(row, context))) return [];
    // Credentials go by the time that the TURN server knows.
    return iceServers(calls.turn, { callId: row.id, userId: viewer.id }, new Date());
  },
};

export const CallSignal = { from: (row: SignalRow) => row.party };

export const callMutations = {
  proposeCall: (_: unknown, args: ProposeCallArgs, context: Context) => proposeCall(context, context.viewer, args),
  answerCall: (_: unknown, args: AnswerCallArgs, context: Context) => answerCall(context, context.viewer, args),
  signalCall: async (_: unknown, args: SignalCallArgs, context: Context) => {
    await signalCall(context, context.viewer, args);
    return true;
  },
  reportCall: (_: unknown, args: ReportCallArgs, context: Context) => reportCall(context, context.viewer, args),
};

interface Hearing {
  conversationId: string;
  afterSequence?: number | null;
}

export const callSubscriptions = {
  callSignalled: {
    subscribe: async (_: unknown, { conversationId, afterSequence }: Hearing, context: Context) => {
      const viewer = requirePerson(context.viewer);
      const id = idOf(conversationId);
      const [found, open] = await Promise.all([context.loaders.conversation.load(id), context.loaders.openCall.load(id)]);
      requireHearer(viewer, found, open);
      const after = afterSequence ?? 0;
      if (after < 0) throw new Refusal('BAD_INPUT', 'afterSequence');
      return callSignalled(context, viewer, id, after);
    },
    resolve: (signal: unknown) => signal,
  },
};
