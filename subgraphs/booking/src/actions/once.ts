import { Refusal, type RefusalCode } from '@ycyw/service/refusal';
import { answer, AnsweredBefore, type FirstAnswer, type RequestKey } from '../data/request.ts';
import type { World } from './world.ts';

/** A member of the mutation's union that makes nothing, e.g. SoldOut: JSON has to hold it. */
export class Instead<Answer> {
  readonly answer: Answer;

  constructor(answer: Answer) {
    this.answer = answer;
  }
}

/** What says who may ask, or that we could not, is asked again each time; all else is about the request, and stays its answer. */
const passing = new Set<RefusalCode>([
  ...(['UNAUTHENTICATED', 'FORBIDDEN', 'SCOPE_MISSING', 'STEP_UP_REQUIRED', 'TOKEN_EXPIRED', 'NOT_FOUND'] as const),
  ...(['RATE_LIMITED', 'TOO_COSTLY', 'REGION_UNAVAILABLE', 'IDEMPOTENCY_CONFLICT'] as const),
]);

/** What is to be kept of a failure; anything but a lasting refusal is thrown on. */
function refusalOf(error: unknown): FirstAnswer {
  if (!(error instanceof Refusal)) throw error;
  const { code, reason = '' } = error.extensions as { code: RefusalCode; reason?: string };
  if (passing.has(code)) throw error;
  return { refusal: { code, reason } };
}

/**
 * Gives `request` its first answer for a day, errors included, as Stripe does with its keys. `work` claims the request in the
 * transaction that makes what it makes, or gives an Instead; `again` reads the answer to what was made before. Of callers at
 * once one does the work and the others wait for it at the claim; a refusal writes nothing, so that several may come to one,
 * and the first noted is everybody's.
 */
export async function answerOnce<Answer>(
  { sql, clock }: Pick<World, 'sql' | 'clock'>,
  request: RequestKey,
  again: (id: string) => Promise<Answer>,
  work: () => Promise<Answer | Instead<Answer>>,
): Promise<Answer> {
  let first: FirstAnswer;
  try {
    try {
      const made = await work();
      if (!(made instanceof Instead)) return made;
      first = { instead: made.answer };
    } catch (error) {
      first = refusalOf(error);
    }
    await answer(sql, request, first, clock.now());
  } catch (error) {
    if (!(error instanceof AnsweredBefore)) throw error;
    ({ first } = error);
  }
  if ('id' in first) return again(first.id);
  if ('refusal' in first) throw new Refusal(first.refusal.code, first.refusal.reason);
  return first.instead as Answer;
}
