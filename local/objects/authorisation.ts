import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export interface Credentials {
  keyId: string;
  secret: string;
}

const toleranceMs = 15 * 60_000;

const sha256 = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex');
const hmac = (key: Buffer | string, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);

/** `Credential=…, SignedHeaders=…, Signature=…` by name. */
function parts(header: string): Record<string, string> | null {
  const [scheme, ...rest] = header.split(' ');
  if (scheme !== 'AWS4-HMAC-SHA256') return null;
  return Object.fromEntries(
    rest
      .join(' ')
      .split(/, */)
      .map((part) => part.split(/=(.*)/s).slice(0, 2) as [string, string]),
  );
}

function canonical(request: IncomingMessage, signedHeaders: string, payload: string): string {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const query = [...searchParams].map(([name, value]) => `${encode(name)}=${encode(value)}`).toSorted();
  const headers = signedHeaders.split(';').map(
    (name) =>
      `${name}:${String(request.headers[name] ?? '')
        .trim()
        .replace(/\s+/g, ' ')}\n`,
  );
  const path = encode(decodeURIComponent(pathname)).replaceAll('%2F', '/');
  return [request.method, path, query.join('&'), headers.join(''), signedHeaders, payload].join('\n');
}

/** Whether AWS Signature Version 4 says that the holder of `secret` sends just this, now. */
export function isAuthorised(request: IncomingMessage, body: Buffer, { keyId, secret }: Credentials): boolean {
  const given = parts(request.headers.authorization ?? '');
  const at = String(request.headers['x-amz-date'] ?? '');
  const payload = String(request.headers['x-amz-content-sha256'] ?? '');
  const [id, day, region, service, end] = (given?.['Credential'] ?? '').split('/');
  const signed = given?.['SignedHeaders'] ?? '';
  const instant = Date.parse(at.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (!given || id !== keyId || service !== 's3' || end !== 'aws4_request' || day !== at.slice(0, 8)) return false;
  if (!(Math.abs(instant - Date.now()) < toleranceMs) || payload !== sha256(body)) return false;
  if (!['host', 'x-amz-content-sha256', 'x-amz-date'].every((name) => signed.split(';').includes(name))) return false;
  const text = ['AWS4-HMAC-SHA256', at, `${day}/${region ?? ''}/s3/aws4_request`, sha256(canonical(request, signed, payload))].join('\n');
  const key = hmac(hmac(hmac(hmac(`AWS4${secret}`, day), region ?? ''), 's3'), 'aws4_request');
  const [ours, theirs] = [hmac(key, text), Buffer.from(given['Signature'] ?? '', 'hex')];
  return ours.length === theirs.length && timingSafeEqual(ours, theirs);
}
