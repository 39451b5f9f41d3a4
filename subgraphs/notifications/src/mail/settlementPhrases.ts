import type { Language } from '@ycyw/service/language';
import type { Phrases } from './phrases.ts';

export type SettlementLetter = 'booking.settlementOffered' | 'booking.settlementAccepted' | 'booking.settlementExpired';

type Said = 'offered' | 'offeredLess' | 'accepted' | 'refunded' | 'less' | 'expired';

const sentences: Record<Language, Record<Said, Phrases>> = {
  fr: {
    offered: {
      subject: 'Une autre voiture pour votre réservation {reference}',
      title: 'Une autre voiture vous attend.',
      intro:
        'Nous ne pouvons pas vous donner la catégorie réservée, et nous en sommes désolés. Nous vous en proposons une autre, sans supplément et aux mêmes dates. Elle est gardée pour vous : acceptez-la ou refusez-la depuis votre réservation.',
    },
    offeredLess: {
      subject: 'Une proposition pour votre réservation {reference}',
      title: 'Une proposition à votre réponse.',
      intro:
        'Nous ne pouvons pas vous donner la catégorie réservée, et nous en sommes désolés. Nous vous en proposons une moins chère, {difference} en moins, aux mêmes dates. Elle est gardée pour vous : acceptez-la ou refusez-la depuis votre réservation.',
    },
    accepted: {
      subject: 'Votre réservation {reference} est confirmée',
      title: 'C’est entendu.',
      intro: 'Votre nouvelle voiture est réservée, au même prix et aux mêmes dates. Merci de votre compréhension.',
    },
    refunded: {
      subject: 'Votre réservation {reference} est confirmée',
      title: 'C’est entendu.',
      intro:
        'Votre nouvelle voiture est réservée. Nous vous remboursons {refund} sur le moyen de paiement utilisé. Selon votre banque, il faut compter cinq à dix jours.',
    },
    less: {
      subject: 'Votre réservation {reference} est confirmée',
      title: 'C’est entendu.',
      intro: 'Votre nouvelle voiture est réservée, et vous paierez {difference} de moins à la remise des clés.',
    },
    expired: {
      subject: 'Proposition expirée pour votre réservation {reference}',
      title: 'La proposition a expiré.',
      intro:
        'L’autre voiture n’est plus gardée pour vous. Votre réservation est comme avant ; écrivez-nous depuis sa page, et nous chercherons encore.',
    },
  },
  en: {
    offered: {
      subject: 'Another car for your booking {reference}',
      title: 'Another car is waiting.',
      intro:
        'We cannot give you the class you booked, and we are sorry. We offer you another one, at no extra cost and for the same dates. It is held for you: accept or decline it on your booking’s page.',
    },
    offeredLess: {
      subject: 'An offer for your booking {reference}',
      title: 'An offer awaits your answer.',
      intro:
        'We cannot give you the class you booked, and we are sorry. We offer you a cheaper one, {difference} less, for the same dates. It is held for you: accept or decline it on your booking’s page.',
    },
    accepted: {
      subject: 'Your booking {reference} is confirmed',
      title: 'It’s settled.',
      intro: 'Your new car is booked, at the same price and dates. Thank you for bearing with us.',
    },
    refunded: {
      subject: 'Your booking {reference} is confirmed',
      title: 'It’s settled.',
      intro:
        'Your new car is booked. We are returning {refund} to the payment method you used. Depending on your bank this takes five to ten days.',
    },
    less: {
      subject: 'Your booking {reference} is confirmed',
      title: 'It’s settled.',
      intro: 'Your new car is booked, and you will pay {difference} less when the keys are handed over.',
    },
    expired: {
      subject: 'Offer for your booking {reference} expired',
      title: 'The offer has expired.',
      intro: 'The other car is no longer held for you. Your booking is as it was; write to us from its page, and we will look again.',
    },
  },
};

/** What a letter on a settlement says: whether money goes back, and whether the booking costs less. */
export function settlementPhrases(
  language: Language,
  { returned, lower }: { returned: boolean; lower: boolean },
): Record<SettlementLetter, Phrases> {
  const says = sentences[language];
  return {
    'booking.settlementOffered': lower ? says.offeredLess : says.offered,
    'booking.settlementAccepted': returned ? says.refunded : lower ? says.less : says.accepted,
    'booking.settlementExpired': says.expired,
  };
}
