import { audit } from '@ycyw/service/audit';
import { Refusal } from '@ycyw/service/refusal';
import type { Viewer } from '@ycyw/service/viewer';
import { accept, type Call } from '../../data/call/call.ts';
import { notify } from '../../data/notice.ts';
import { touch } from '../../data/shown.ts';
import { requireCallTransition } from '../../domain/call/callState.ts';
import { clientIdOf } from '../../domain/opening.ts';
import type { Desk } from '../desk.ts';
import { finish } from './finish.ts';
import { inCall } from './locked.ts';

export interface AnswerCallArgs {
  callId: string;
  accept: boolean;
  clientId?: string | null;
}

/** One device takes it: it is answered the same when it asks again, every other one gets WRONG_STATE. Declining twice is once. */
export const answerCall = (desk: Desk, asker: Viewer, args: AnswerCallArgs): Promise<Call> =>
  inCall(desk, asker, args.callId, async (tx, { viewer, side, call, conversation }) => {
    const clientId = args.clientId ? clientIdOf(args.clientId) : null;
    if (side === call.proposedBy) throw new Refusal('FORBIDDEN');
    const now = desk.clock.now();
    const said = args.accept ? 'support.call.accepted' : 'support.call.declined';
    const isAgain = args.accept && clientId !== null && clientId === call.answerClientId;
    if (isAgain && (call.state === 'CONNECTING' || call.state === 'ACTIVE')) return call;
    if (!args.accept && call.state === 'DECLINED') return call;
    requireCallTransition(call.state, args.accept ? 'CONNECTING' : 'DECLINED');
    if (side === 'AGENT') await audit(tx, viewer, { action: said, subjectKind: 'call', subjectId: call.id }, now);
    if (!args.accept) return finish(tx, conversation, call, { state: 'DECLINED', by: side, now });
    const accepted = await accept(tx, call.id, clientId);
    await touch(tx, conversation.id);
    await notify(tx, { kind: 'state', id: conversation.id });
    return accepted;
  });
