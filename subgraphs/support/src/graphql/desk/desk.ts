import type { Language } from '@ycyw/service/language';
import { cleanText } from '@ycyw/service/text';
import { requireStaff } from '@ycyw/service/viewer';
import {
  changeCannedReply,
  createCannedReply,
  deleteCannedReply,
  type NewReplyInput,
  type ReplyChangeInput,
} from '../../actions/cannedReply/cannedReplies.ts';
import { addNote, type NoteArgs } from '../../actions/handling/note.ts';
import { rateConversation, type RateArgs } from '../../actions/handling/rateConversation.ts';
import { reopenConversation } from '../../actions/handling/reopenConversation.ts';
import { resolveConversation, snoozeConversation } from '../../actions/handling/restConversation.ts';
import { takeOverConversation } from '../../actions/handling/takeOverConversation.ts';
import { transferConversation, type TransferArgs } from '../../actions/handling/transferConversation.ts';
import { setAgentProfile, setDeskStatus, type AgentProfileInput, type DeskStatusArgs } from '../../actions/routing/setDeskStatus.ts';
import { findReplies } from '../../data/cannedReply.ts';
import { agentSeen } from '../../data/routing/agent.ts';
import { searchOf } from '../../domain/cannedReply.ts';
import type { Context } from '../context.ts';
import type { PageArgs } from '../conversationConnection.ts';
import { agentConnection } from './fields.ts';
import { supportFigures } from './figures.ts';

interface Named {
  id: string;
}
interface By<Input> {
  input: Input;
}

export const deskQueries = {
  agents: (_: unknown, page: PageArgs, context: Context) => agentConnection(page, context),
  ownAgent: (_: unknown, __: unknown, { viewer, sql }: Context) => agentSeen(sql, requireStaff(viewer).id),
  cannedReplies: (_: unknown, { language, text }: { language: Language; text?: string | null }, { viewer, sql }: Context) => {
    requireStaff(viewer);
    return findReplies(sql, language, searchOf(cleanText(text ?? '', 'text')));
  },
  supportFigures,
};

export const deskMutations = {
  setDeskStatus: (_: unknown, args: DeskStatusArgs, context: Context) => setDeskStatus(context, context.viewer, args),
  setAgentProfile: (_: unknown, { input }: By<AgentProfileInput>, context: Context) => setAgentProfile(context, context.viewer, input),
  takeOverConversation: (_: unknown, { id }: Named, context: Context) => takeOverConversation(context, context.viewer, id),
  transferConversation: (_: unknown, args: TransferArgs, context: Context) => transferConversation(context, context.viewer, args),
  snoozeConversation: (_: unknown, args: Named & { until: string }, context: Context) => snoozeConversation(context, context.viewer, args),
  resolveConversation: (_: unknown, { id }: Named, context: Context) => resolveConversation(context, context.viewer, id),
  reopenConversation: (_: unknown, { id }: Named, context: Context) => reopenConversation(context, context.viewer, id),
  addNote: (_: unknown, args: NoteArgs, context: Context) => addNote(context, context.viewer, args),
  rateConversation: (_: unknown, args: RateArgs, context: Context) => rateConversation(context, context.viewer, args),
  createCannedReply: (_: unknown, { input }: By<NewReplyInput>, context: Context) => createCannedReply(context, context.viewer, input),
  changeCannedReply: (_: unknown, { input }: By<ReplyChangeInput>, context: Context) => changeCannedReply(context, context.viewer, input),
  deleteCannedReply: async (_: unknown, { id }: Named, context: Context) => {
    await deleteCannedReply(context, context.viewer, id);
    return true;
  },
};
