import { z } from 'zod';
import { Rejected } from './carrier.ts';

const answerBytes = 64_000;

/** How a carrier is reached. */
export interface Wire {
  url: string;
  timeoutMs: number;
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
  const text = await response.text();
  if (text.length > answerBytes) throw new Error('carrier answered at length');
  return text === '' ? null : (JSON.parse(text) as unknown);
}

export const latitude = z.number().min(-90).max(90);
export const longitude = z.number().min(-180).max(180);
