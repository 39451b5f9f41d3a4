import { audit } from '@ycyw/service/audit';
import { Refusal } from '@ycyw/service/refusal';
import { requirePerson, type Region, type Viewer } from '@ycyw/service/viewer';
import { lockConversation } from '../../data/conversation.ts';
import { queueTranscript, transcriptsAsked } from '../../data/mail/outgoing.ts';
import { requireWritable } from '../../domain/access.ts';
import { idOf } from '../../domain/id.ts';
import { timeZoneOf } from '../../domain/mail/timeZone.ts';
import { clientIdOf } from '../../domain/opening.ts';
import type { Desk } from '../desk.ts';

const mostADay = 5;

export interface MailTranscriptInput {
  conversationId: string;
  clientId: string;
  timeZone?: string | null;
}

/** Has the conversation mailed to whom it is with, at their own address and no other. The same request again sends nothing. */
export async function mailTranscript({ sql, clock }: Desk, asker: Viewer, input: MailTranscriptInput): Promise<void> {
  const viewer = requirePerson(asker);
  await sql.$transaction(async (tx) => {
    const { conversation, side } = requireWritable(viewer, await lockConversation(tx, idOf(input.conversationId)));
    // Nothing of it is here that a mail could say.
    if (conversation.confidential) throw new Refusal('WRONG_STATE', 'confidential');
    const clientId = clientIdOf(input.clientId);
    const timeZone = timeZoneOf(input.timeZone, conversation.region as Region);
    const asked = await transcriptsAsked(tx, conversation.id, clientId);
    if (asked.before) return;
    if (asked.count >= mostADay) throw new Refusal('RATE_LIMITED');
    await queueTranscript(tx, conversation, { clientId, timeZone });
    if (side === 'AGENT') {
      const act = { action: 'support.transcript.mailed', subjectKind: 'conversation', subjectId: conversation.id };
      await audit(tx, viewer, act, clock.now());
    }
  });
}
