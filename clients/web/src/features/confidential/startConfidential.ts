import { SendMessageDocument, StartConversationDocument } from '@ycyw/core/generated/graphql';
import type { Client, CombinedError } from 'urql';
import { openKeys } from './keys.ts';

type Opening = { body: string; bookingReference: string | null; clientId: string };
type Started = { id: string } | { error: CombinedError };

/** Opens a confidential conversation and says the first thing in it, encrypted on this device. Rejects where this browser cannot keep keys. */
export async function startConfidential(client: Client, viewerId: string, { body, bookingReference, clientId }: Opening): Promise<Started> {
  const device = await openKeys(viewerId, client);
  const input = { confidential: true, deviceId: device.deviceId, bookingReference, clientId };
  const started = await client.mutation(StartConversationDocument, { input });
  if (!started.data) return { error: started.error ?? missing() };
  const { id } = started.data.startConversation;
  const ciphertext = await device.encrypt(id, [], body);
  // Under the same id: a second try says it no second time.
  const sent = await client.mutation(SendMessageDocument, { input: { conversationId: id, ciphertext, clientId } });
  const isSaid = sent.error?.graphQLErrors.some(({ extensions }) => extensions['code'] === 'IDEMPOTENCY_CONFLICT') === true;
  return sent.data || isSaid ? { id } : { error: sent.error ?? missing() };
}

function missing(): never {
  throw new Error('the server answered nothing');
}
