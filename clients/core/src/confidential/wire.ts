/** One browser's keys: whose, and its name. */
export type DeviceName = { userId: string; deviceId: string };

/** What our server carries between devices, none of which it can read. */
export interface Wire {
  /** What this device publishes of itself, as JSON; how many one-time keys the server can still give. */
  upload(keys: { deviceKeys: string | null; oneTimeKeys: string | null }): Promise<number>;
  /** The public keys of all devices of those who take part in a conversation, as JSON. */
  deviceKeys(conversationId: string): Promise<(DeviceName & { keys: string })[]>;
  /** One one-time key of each, as JSON; those without any are missing. */
  claim(conversationId: string, devices: DeviceName[]): Promise<(DeviceName & { keyId: string; key: string })[]>;
  /** Puts an Olm event, as JSON, into each device's box. */
  send(conversationId: string, messages: (DeviceName & { content: string })[]): Promise<void>;
  /** What this device has and need not be given again. */
  forget(upToSequence: number): Promise<void>;
  /** Whose conversation it is; null where it is none that this person may read. */
  customerOf(conversationId: string): Promise<string | null>;
}

/** From a device's box, in the order of their sequences. */
export type Delivered = { sequence: number; senderId: string; content: string };

/** What the protocol calls people and conversations. */
export const matrixId = (userId: string): string => `@${userId}:ycyw`;
export const userIdIn = (name: string): string => name.slice(1, name.indexOf(':'));
export const roomIdOf = (conversationId: string): string => `!${conversationId}:ycyw`;
