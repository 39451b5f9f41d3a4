import { uploadAddress } from '../actions/attachmentAddress.ts';
import { deleteMessage, editMessage, type EditMessageInput } from '../actions/changeMessage.ts';
import { closeConversation } from '../actions/closeConversation.ts';
import { createAttachment, type CreateAttachmentInput } from '../actions/createAttachment.ts';
import { heartbeat } from '../actions/heartbeat.ts';
import { markRead, type MarkReadArgs } from '../actions/markRead.ts';
import { sendMessage, type SendMessageInput } from '../actions/sendMessage.ts';
import { setTyping, type SetTypingArgs } from '../actions/setTyping.ts';
import { startConversation, type StartConversationInput } from '../actions/startConversation.ts';
import { takeConversation } from '../actions/takeConversation.ts';
import { callMutations } from './call.ts';
import type { Context } from './context.ts';
import { deskMutations } from './desk/desk.ts';
import { ticketMutations } from './tickets.ts';

interface By<Input> {
  input: Input;
}
interface Named {
  id: string;
}

export const Mutation = {
  ...deskMutations,
  ...ticketMutations,
  startConversation: (_: unknown, { input }: By<StartConversationInput>, context: Context) =>
    startConversation(context, context.viewer, input, context.language),
  sendMessage: (_: unknown, { input }: By<SendMessageInput>, context: Context) =>
    sendMessage(context, context.viewer, input, context.language),
  markRead: (_: unknown, args: MarkReadArgs, context: Context) => markRead(context, context.viewer, args),
  setTyping: async (_: unknown, args: SetTypingArgs, context: Context) => {
    await setTyping(context, context.viewer, args);
    return true;
  },
  takeConversation: (_: unknown, { id }: Partial<Named>, context: Context) => takeConversation(context, context.viewer, id ?? null),
  heartbeat: async (_: unknown, { conversationId }: { conversationId?: string | null }, context: Context) => {
    await heartbeat(context, context.viewer, conversationId ?? null);
    return true;
  },
  editMessage: (_: unknown, { input }: By<EditMessageInput>, context: Context) => editMessage(context, context.viewer, input),
  deleteMessage: (_: unknown, { id }: Named, context: Context) => deleteMessage(context, context.viewer, id),
  createAttachment: async (_: unknown, { input }: By<CreateAttachmentInput>, context: Context) => {
    const { id, expiresAt } = await createAttachment(context, context.viewer, input);
    return { id, expiresAt, url: uploadAddress(context.files.signingKey, id, expiresAt) };
  },
  ...callMutations,
  closeConversation: (_: unknown, { id }: Named, context: Context) => closeConversation(context, context.viewer, id),
};
