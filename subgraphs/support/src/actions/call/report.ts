import { Refusal } from '@ycyw/service/refusal';
import type { Viewer } from '@ycyw/service/viewer';
import { connect, noteHeard, ring, type Call } from '../../data/call/call.ts';
import { notify } from '../../data/notice.ts';
import { touch } from '../../data/shown.ts';
import { noteAnswered } from '../../data/sla/clock.ts';
import type { Desk } from '../desk.ts';
import { callerIn, inCall } from './locked.ts';

/** What a browser tells of a call: its person has been told of it, it is connected to the other one, it is still there. */
export type CallReport = 'RINGING' | 'CONNECTED' | 'ALIVE';

export interface ReportCallArgs {
  callId: string;
  report: CallReport;
}

/** Reporting again what is known already answers the same. */
export async function reportCall(desk: Desk, asker: Viewer, { callId, report }: ReportCallArgs): Promise<Call> {
  if (report === 'ALIVE') {
    const { call } = await callerIn(desk, asker, callId);
    await noteHeard(desk.sql, call.id);
    return call;
  }
  return inCall(desk, asker, callId, async (tx, { side, call, conversation }) => {
    const told = async (changed: Call): Promise<Call> => {
      if (changed.state === call.state) return changed;
      await touch(tx, conversation.id);
      await notify(tx, { kind: 'state', id: conversation.id });
      return changed;
    };
    if (report === 'RINGING') {
      if (side === call.proposedBy) throw new Refusal('FORBIDDEN');
      return call.state === 'PROPOSED' ? told(await ring(tx, call.id)) : call;
    }
    if (call.state === 'ACTIVE') return call;
    if (call.state !== 'CONNECTING') throw new Refusal('WRONG_STATE');
    const now = desk.clock.now();
    const connected = await connect(tx, call.id, side, now);
    if (connected.state === 'ACTIVE') await noteAnswered(tx, conversation.id, now);
    return told(connected);
  });
}
