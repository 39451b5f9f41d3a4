import { Refusal } from '@ycyw/service/refusal';

const longestComment = 1000;
const changeableMs = 7 * 86_400_000;

/** 1 to 5, else BAD_INPUT. */
export function ratingOf(rating: number): number {
  if (rating < 1 || rating > 5) throw new Refusal('BAD_INPUT', 'rating 1…5');
  return rating;
}

/** Clean text; null where nothing is said, BAD_INPUT above 1,000 code points. */
export function commentOf(text: string): string | null {
  if (Array.from(text).length > longestComment) throw new Refusal('BAD_INPUT', 'comment');
  return text === '' ? null : text;
}

/** A rating may be given, and changed for seven days, once the conversation has come to an end; else WRONG_STATE. */
export function requireRatable({ state, ratedAt }: { state: string; ratedAt: Date | null }, now: Date): void {
  if (state !== 'RESOLVED' && state !== 'CLOSED') throw new Refusal('WRONG_STATE', state);
  if (ratedAt && now.getTime() > ratedAt.getTime() + changeableMs) throw new Refusal('WRONG_STATE', 'RATED');
}
