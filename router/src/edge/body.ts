import type { IncomingMessage } from 'node:http';
import type { GraphQLRequest } from '../execution/engine.ts';
import type { JsonObject } from '../planning/plan.ts';
import { Refusal } from './refusal.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });
const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Refuses with 413 as soon as the limit is passed, and reads no further. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const tooLarge = (): Refusal => new Refusal(413, 'TOO_COSTLY', 'bodyTooLarge', String(limit));
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  return await new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) {
        chunks.push(chunk);
        return;
      }
      request.pause();
      reject(tooLarge());
    });
    request.on('end', () => {
      resolve(Buffer.concat(chunks, size));
    });
    request.on('error', reject);
    request.on('close', () => {
      reject(new Error('the client has gone'));
    });
  });
}

const malformed = (reason: string): Refusal => new Refusal(400, 'BAD_INPUT', 'badRequest', reason);

/** Checks the parameters of a GraphQL-over-HTTP request, or of a `subscribe` message. */
export function readRequest(json: unknown): GraphQLRequest {
  if (Array.isArray(json)) throw new Refusal(400, 'BAD_INPUT', 'batch');
  if (!isObject(json)) throw malformed('{ query, operationName, variables }');
  const { query, operationName, variables, extensions } = json;
  if (typeof query !== 'string' || query === '') throw malformed('query: String!');
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string') throw malformed('operationName: String');
  if (variables !== undefined && variables !== null && !isObject(variables)) throw malformed('variables: object');
  if (extensions !== undefined && extensions !== null && !isObject(extensions)) throw malformed('extensions: object');
  return { query, operationName: operationName === '' ? undefined : (operationName ?? undefined), variables: variables ?? {} };
}

export function parseJson(bytes: Buffer | string): unknown {
  try {
    return JSON.parse(typeof bytes === 'string' ? bytes : utf8.decode(bytes)) as unknown;
  } catch {
    throw new Refusal(400, 'BAD_INPUT', 'badJson');
  }
}
