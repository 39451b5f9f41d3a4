import type { Language } from '@ycyw/service/language';
import { isStaff } from '@ycyw/service/viewer';
import { opened, type ReadReview, type Review } from '../../data/review/review.ts';
import { flagsOf } from '../../domain/review.ts';
import type { Context } from '../context.ts';
import { showClass } from '../vehicleClass.ts';

const renter: Record<Language, string> = { fr: 'Un locataire', en: 'A renter' };

/** In words, for whoever reads reviews (Directive (EU) 2019/2161: how a trader makes sure that they are of customers). */
export const verified: Record<Language, string> = {
  fr: 'Seul un client dont la location est terminée peut donner son avis, un seul par location, dans les 90 jours. Chaque avis est relu avant publication : nous écartons les données personnelles, les injures, la publicité, ce qui ne parle pas de la location et ce qui est illicite, jamais une mauvaise note. Nous n’achetons aucun avis.',
  en: 'Only a customer whose rental is over can review it, once a rental, within 90 days. Each review is read before it is published: we leave out personal data, abuse, advertising, what is not about the rental and what is unlawful, never a low rating. We pay for no review.',
};

export function showReview(context: Context, review: ReadReview) {
  const { id, state, rating, rentedIn, language, createdAt, publishedAt, answeredAt, rejection, revision, text, answer } = review;
  return {
    ...{ id, state, rating, rentedIn, language, createdAt, publishedAt, rejection, revision },
    title: text?.title ?? null,
    body: text?.body ?? null,
    author: text?.author ?? renter[context.language],
    vehicleClass: showClass(context, review.acriss),
    agency: { __typename: 'Agency', id: review.agency },
    answer: answer !== null && answeredAt ? { body: answer, at: answeredAt } : null,
    flags: () => (isStaff(context.viewer) && text ? flagsOf(`${text.title}\n${text.body}`) : null),
  };
}

export async function showOne(context: Context, review: Review) {
  const [read] = await opened(context.world.vault, [review]);
  return read ? showReview(context, read) : null;
}
