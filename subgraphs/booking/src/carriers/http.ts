import { z } from 'zod';
import { Rejected } from './carrier.ts';

const answerBytes = 64_000;

/** How a carrier is reached. */
export interface Wire {
  url: string;
  timeoutMs: number;
}

/** Reads no further than an answer may be long, whatever it says of its length. */
async function textOf({ body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  let [text, bytes] = ['', 0];
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > answerBytes) throw new Error('carrier answered at length');
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** Asks for JSON; throws Rejected on statuses from 400 to 499, another error on time-outs, redirects, other statuses and answers that are long or no JSON. */
export async function askJson(
  { timeoutMs }: Wire,
  url: string,
  { method, authorization, body }: { method: string; authorization: string; body?: unknown },
): Promise<unknown> {
  const response = await fetch(url, {
    method,
    headers: { authorization, 'content-type': 'application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const length = Number(response.headers.get('content-length') ?? 0);
  if (!response.ok || length > answerBytes) {
    await response.body?.cancel();
    if (response.status >= 400 && response.status < 500) throw new Rejected(response.status);
    throw new Error(`carrier answered ${String(response.status)}, ${String(length)} bytes`);
  }
  const text = await textOf(response);
  return text === '' ? null : (JSON.parse(text) as unknown);
}

export const latitude = z.number().min(-90).max(90);
export const longitude = z.number().min(-180).max(180);
