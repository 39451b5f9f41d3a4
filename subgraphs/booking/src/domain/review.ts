import { Refusal } from '@ycyw/service/refusal';
import { addMinutes } from './period.ts';

export const reviewStates = ['PENDING', 'PUBLISHED', 'REJECTED', 'WITHDRAWN'] as const;
export type ReviewState = (typeof reviewStates)[number];

/** Why a review is not shown. How many stars it gives is no reason. */
export type Rejection = 'PERSONAL_DATA' | 'ABUSIVE' | 'ADVERTISING' | 'NOT_THE_RENTAL' | 'UNLAWFUL';

const transitions: Record<ReviewState, readonly ReviewState[]> = {
  PENDING: ['PENDING', 'PUBLISHED', 'REJECTED', 'WITHDRAWN'],
  // What turns out to be unlawful later is taken down.
  PUBLISHED: ['REJECTED', 'WITHDRAWN'],
  REJECTED: ['PENDING', 'WITHDRAWN'],
  WITHDRAWN: ['PENDING'],
};

/** Refuses with WRONG_STATE what the table of transitions does not allow. */
export function requireReviewTransition(from: ReviewState, to: ReviewState): void {
  if (!transitions[from].includes(to)) throw new Refusal('WRONG_STATE', from);
}

const writableDays = 90;

export const reviewableUntil = (takenBackAt: Date): Date => addMinutes(takenBackAt, writableDays * 24 * 60);

export type Flag = 'LINK' | 'EMAIL_ADDRESS' | 'PHONE_NUMBER' | 'SHOUTING';

const letters = (text: string): string[] => text.match(/\p{L}/gu) ?? [];

/** What is worth a look in a text before it is published. */
export function flagsOf(text: string): Flag[] {
  const flags: Flag[] = [];
  if (/\bhttps?:|\bwww\.|\b[\p{L}\p{N}-]+\.(?:com|net|org|eu|fr|de|uk|io|info|shop|biz)\b(?!@)/iu.test(text)) flags.push('LINK');
  if (/[^\s@]+@[^\s@]+\.[^\s@]{2,}/u.test(text)) flags.push('EMAIL_ADDRESS');
  const numbers = text.matchAll(/\+?\d(?:[\s().-]{0,2}\d){7,}/g);
  if ([...numbers].some(([number]) => number.replaceAll(/\D/g, '').length <= 15)) flags.push('PHONE_NUMBER');
  const said = letters(text);
  const loud = said.filter((letter) => letter !== letter.toLowerCase()).length;
  if (said.length >= 20 && loud > said.length / 2) flags.push('SHOUTING');
  return flags;
}

/** How many of 1, 2, 3, 4 and 5. */
export type Histogram = readonly [number, number, number, number, number];

export interface Rating {
  average: string | null;
  count: number;
  histogram: Histogram;
}

/** An average with one digit, rounded half up, in whole numbers all the way. */
export function ratingOf(histogram: Histogram): Rating {
  const count = histogram.reduce((sum, each) => sum + each, 0);
  const stars = histogram.reduce((sum, each, index) => sum + each * (index + 1), 0);
  if (count === 0) return { average: null, count, histogram };
  const tenths = Math.floor((20 * stars + count) / (2 * count));
  return { average: `${String(Math.floor(tenths / 10))}.${String(tenths % 10)}`, count, histogram };
}
