import type { IncomingMessage } from 'node:http';
import { isObject, type JsonObject } from '../json.ts';
import type { GraphQLRequest } from '../execution/engine.ts';
import { Refusal } from './refusal.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

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

const known = (value: unknown): value is JsonObject | undefined => value === undefined || isObject(value);

function persistedOf(extensions: JsonObject | undefined): string | undefined {
  const persisted = extensions?.['persistedQuery'] ?? undefined;
  if (persisted === undefined) return undefined;
  const { version, sha256Hash } = isObject(persisted) ? persisted : {};
  if (version !== 1 || typeof sha256Hash !== 'string') throw malformed('extensions.persistedQuery: { version: 1, sha256Hash }');
  return sha256Hash;
}

function isDryRun(extensions: JsonObject | undefined): boolean {
  const cost = extensions?.['cost'];
  return isObject(cost) && cost['dryRun'] === true;
}

/** Checks the parameters of a GraphQL-over-HTTP request, or of a `subscribe` message. */
export function readRequest(json: unknown): GraphQLRequest {
  if (Array.isArray(json)) throw new Refusal(400, 'BAD_INPUT', 'noBatch');
  if (!isObject(json)) throw malformed('{ query, operationName, variables }');
  const operationName = json['operationName'] ?? undefined;
  const variables = json['variables'] ?? undefined;
  const extensions = json['extensions'] ?? undefined;
  if (!known(extensions)) throw malformed('extensions: object');
  const persisted = persistedOf(extensions);
  // Clients that must send one send an empty one with the hash.
  const query = (json['query'] === '' && persisted !== undefined ? undefined : json['query']) ?? undefined;
  if ((query !== undefined || persisted === undefined) && (typeof query !== 'string' || query === '')) throw malformed('query: String!');
  if (operationName !== undefined && typeof operationName !== 'string') throw malformed('operationName: String');
  if (!known(variables)) throw malformed('variables: object');
  return {
    query,
    persisted,
    operationName: operationName === '' ? undefined : operationName,
    variables: variables ?? {},
    dryRun: isDryRun(extensions),
  };
}

export function parseJson(bytes: Buffer | string): unknown {
  try {
    return JSON.parse(typeof bytes === 'string' ? bytes : utf8.decode(bytes)) as unknown;
  } catch {
    throw new Refusal(400, 'BAD_INPUT', 'badJson');
  }
}
