import { Refusal } from '@ycyw/service/refusal';
import { requirePerson } from '@ycyw/service/viewer';
import { admitDevice, type AdmitDeviceArgs } from '../actions/confidential/admitDevice.ts';
import { claimOneTimeKeys, type ClaimOneTimeKeysArgs } from '../actions/confidential/claimOneTimeKeys.ts';
import { forgetDeviceMessages, type ForgetDeviceMessagesArgs } from '../actions/confidential/forgetDeviceMessages.ts';
import { joinConversation, type JoinConversationArgs } from '../actions/confidential/joinConversation.ts';
import { sendToDevices, type SendToDevicesInput } from '../actions/confidential/sendToDevices.ts';
import { requireTakingPart } from '../actions/confidential/takingPart.ts';
import { uploadDeviceKeys, type UploadDeviceKeysInput } from '../actions/confidential/uploadDeviceKeys.ts';
import type { ConversationDevice as Row } from '../data/confidential/conversationDevice.ts';
import { devicesOf, findDevice } from '../data/confidential/device.ts';
import type { Conversation } from '../data/conversation.ts';
import { deviceIdOf } from '../domain/confidential/names.ts';
import { deviceMessageAdded } from '../live/deviceMessageAdded.ts';
import type { Context } from './context.ts';

interface By<Input> {
  input: Input;
}

export const ofConversation = {
  devices: ({ id, confidential }: Conversation, _: unknown, { loaders }: Context) =>
    confidential ? loaders.conversationDevices.load(id) : [],
};

export const ConversationDevice = { user: ({ userId }: Row) => ({ __typename: 'User', id: userId }) };

export const confidentialQueries = {
  deviceKeys: async (_: unknown, { conversationId }: { conversationId: string }, context: Context) => {
    const { devices } = await requireTakingPart(context, requirePerson(context.viewer), conversationId);
    return devicesOf(context.sql, [...new Set(devices.map(({ userId }) => userId))]);
  },
};

export const confidentialMutations = {
  uploadDeviceKeys: async (_: unknown, { input }: By<UploadDeviceKeysInput>, context: Context) => ({
    oneTimeKeysLeft: await uploadDeviceKeys(context, context.viewer, input),
  }),
  claimOneTimeKeys: (_: unknown, args: ClaimOneTimeKeysArgs, context: Context) => claimOneTimeKeys(context, context.viewer, args),
  sendToDevices: async (_: unknown, { input }: By<SendToDevicesInput>, context: Context) => {
    await sendToDevices(context, context.viewer, input);
    return true;
  },
  forgetDeviceMessages: async (_: unknown, args: ForgetDeviceMessagesArgs, context: Context) => {
    await forgetDeviceMessages(context, context.viewer, args);
    return true;
  },
  joinConversation: (_: unknown, args: JoinConversationArgs, context: Context) => joinConversation(context, context.viewer, args),
  admitDevice: (_: unknown, args: AdmitDeviceArgs, context: Context) => admitDevice(context, context.viewer, args),
};

export const confidentialSubscriptions = {
  deviceMessageAdded: {
    subscribe: async (
      _: unknown,
      { deviceId, afterSequence }: { deviceId: string; afterSequence?: number | null },
      { viewer: asker, sql, belfry }: Context,
    ) => {
      const viewer = requirePerson(asker);
      const device = await findDevice(sql, { userId: viewer.id, deviceId: deviceIdOf(deviceId) });
      if (!device) throw new Refusal('NOT_FOUND');
      return deviceMessageAdded(belfry, sql, device, afterSequence ?? device.readUpTo);
    },
    resolve: (message: unknown) => message,
  },
};
