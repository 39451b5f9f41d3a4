import { isObject } from '../json.ts';
import { readRequest } from '../edge/body.ts';
import { Refusal } from '../edge/refusal.ts';
import type { GraphQLRequest } from '../execution/engine.ts';

type Payload = Readonly<Record<string, unknown>>;

/** What a client may say in graphql-transport-ws. */
export type ClientMessage =
  | { type: 'connection_init'; payload: Payload }
  | { type: 'ping'; payload: Payload | undefined }
  | { type: 'pong' }
  | { type: 'subscribe'; id: string; request: GraphQLRequest }
  | { type: 'complete'; id: string };

/** Ids are kept for as long as their operations. */
const longestId = 200;

const payloadOf = (payload: unknown): Payload | undefined => {
  if (payload === undefined || payload === null) return undefined;
  if (!isObject(payload)) throw new Error('payload: object');
  return payload;
};
const idOf = (id: unknown): string => {
  if (typeof id !== 'string' || id === '' || id.length > longestId) throw new Error('id: String!');
  return id;
};

/** Throws an error whose message says to the client what is wrong. */
export function readMessage(text: string): ClientMessage {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    throw new Error('Invalid message received');
  }
  if (!isObject(message)) throw new Error('Invalid message received');
  switch (message['type']) {
    case 'connection_init':
      return { type: 'connection_init', payload: payloadOf(message['payload']) ?? {} };
    case 'ping':
      return { type: 'ping', payload: payloadOf(message['payload']) };
    case 'pong':
      payloadOf(message['payload']);
      return { type: 'pong' };
    case 'subscribe':
      try {
        return { type: 'subscribe', id: idOf(message['id']), request: readRequest(message['payload']) };
      } catch (error) {
        throw error instanceof Refusal ? new Error(error.reason || error.message) : error;
      }
    case 'complete':
      return { type: 'complete', id: idOf(message['id']) };
    default:
      throw new Error('Invalid message received');
  }
}
