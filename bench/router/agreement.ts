import type { Contestant } from './contestants.ts';
import { bodyOf, type Operation } from './operations.ts';

/** JSON with the keys of every object in order. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

async function answerOf({ url }: Contestant, body: string): Promise<{ text: string; bytes: number }> {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const { data, errors } = (await response.json()) as { data?: unknown; errors?: unknown };
  return { text: canonical({ data, errors }), bytes: Buffer.byteLength(JSON.stringify({ data })) };
}

/**
 * Asks every contestant the same and compares data and errors (not extensions) byte for byte once their keys are in order; gives the
 * mean bytes of an answer. Throws where one says something else than the first.
 */
export async function agreed(contestants: readonly Contestant[], operation: Operation, samples: readonly number[]): Promise<number> {
  let bytes = 0;
  for (const n of samples) {
    const body = bodyOf(operation, n);
    const answers = await Promise.all(contestants.map((contestant) => answerOf(contestant, body)));
    bytes += answers[0]?.bytes ?? 0;
    for (const [index, { text }] of answers.entries()) {
      const first = answers[0]?.text ?? '';
      if (text === first) continue;
      let at = 0;
      while (text[at] === first[at]) at += 1;
      const around = (one: string): string => one.slice(Math.max(0, at - 80), at + 120);
      throw new Error(
        `${contestants[index]?.name ?? ''} answers ${operation.name} otherwise than ${contestants[0]?.name ?? ''}:\n  ${around(text)}\n  ${around(first)}`,
      );
    }
  }
  return bytes / samples.length;
}
