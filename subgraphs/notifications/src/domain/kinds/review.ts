import type { Language } from '@ycyw/service/language';
import { z } from 'zod';
import { bookingKind, ofBooking, type Words } from '../kind.ts';

const rejection = z.enum(['PERSONAL_DATA', 'ABUSIVE', 'ADVERTISING', 'NOT_THE_RENTAL', 'UNLAWFUL']);

/** Why a review is not shown; goes on after a colon. */
const why: Record<z.infer<typeof rejection>, Record<Language, string>> = {
  PERSONAL_DATA: {
    fr: 'il nomme une personne ou donne de quoi la joindre',
    en: 'it names a person, or says how to reach one',
  },
  ABUSIVE: { fr: 'il contient des injures ou des menaces', en: 'it contains insults or threats' },
  ADVERTISING: { fr: 'il fait de la publicité', en: 'it advertises something' },
  NOT_THE_RENTAL: { fr: 'il ne parle pas de cette location', en: 'it is not about this rental' },
  UNLAWFUL: { fr: 'la loi ne nous permet pas de le publier', en: 'the law does not allow us to publish it' },
};

/** `reason`: of one that is not published. */
const reviewed = ofBooking.extend({ reason: rejection.optional() });

const review = (words: Words) =>
  bookingKind(reviewed, ({ reason }, { language }) => ({ words, values: { why: reason ? why[reason][language] : '' } }));

export const reviewKinds = {
  'booking.reviewAsked': review({
    fr: {
      title: 'Comment s’est passée votre location {reference} ?',
      body: 'Votre avis aide les suivants à choisir. Il prend une minute.',
      letter: {
        title: 'Comment était la route ?',
        intro:
          'Votre location est terminée, et les prochains aimeraient savoir comment elle s’est passée. Donnez votre avis depuis votre réservation : une minute suffit, et nous ne vous le demanderons qu’une fois.',
      },
    },
    en: {
      title: 'How was your rental {reference}?',
      body: 'Your review helps others choose. It takes a minute.',
      letter: {
        title: 'How was the road?',
        intro:
          'Your rental is over, and whoever comes next would like to know how it went. Review it on your booking’s page: a minute is enough, and we ask only once.',
      },
    },
  }),
  'booking.reviewPublished': review({
    fr: {
      title: 'Votre avis sur la location {reference} est publié',
      body: 'Merci. Vous pouvez le retirer quand vous voulez depuis votre réservation.',
      letter: {
        title: 'Votre avis est en ligne.',
        intro:
          'Merci : votre avis est publié tel que vous l’avez écrit. Vous pouvez le retirer quand vous voulez depuis votre réservation.',
      },
    },
    en: {
      title: 'Your review of rental {reference} is published',
      body: 'Thank you. You can take it away at any time on your booking’s page.',
      letter: {
        title: 'Your review is there to read.',
        intro: 'Thank you: your review is published as you wrote it. You can take it away at any time on your booking’s page.',
      },
    },
  }),
  'booking.reviewAnswered': review({
    fr: {
      title: 'L’agence a répondu à votre avis sur {reference}',
      body: 'Sa réponse se lit sous votre avis.',
      letter: {
        title: 'L’agence vous a répondu.',
        intro: 'Le responsable de l’agence a répondu à votre avis. Sa réponse se lit sous votre avis, sur la page de votre réservation.',
      },
    },
    en: {
      title: 'The agency has answered your review of {reference}',
      body: 'Its answer stands under your review.',
      letter: {
        title: 'The agency has answered.',
        intro: 'The agency’s manager has answered your review. The answer stands under it, on your booking’s page.',
      },
    },
  }),
  'booking.reviewRejected': review({
    fr: {
      title: 'Votre avis sur la location {reference} n’est pas publié',
      body: 'La raison : {why}. Vous pouvez l’écrire autrement, ou nous dire pourquoi nous avons tort.',
      letter: {
        title: 'Nous n’avons pas publié votre avis.',
        intro:
          'La raison : {why}. Votre note n’y est pour rien. Vous pouvez l’écrire autrement depuis votre réservation ; si vous pensez que nous avons tort, le service client relira la décision.',
      },
    },
    en: {
      title: 'Your review of rental {reference} is not published',
      body: 'The reason: {why}. You can write it anew, or tell us why we are wrong.',
      letter: {
        title: 'We have not published your review.',
        intro:
          'The reason: {why}. Your rating has nothing to do with it. You can write it anew on your booking’s page; if you think that we are wrong, customer service will look at the decision again.',
      },
    },
  }),
};
