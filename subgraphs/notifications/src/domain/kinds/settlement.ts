import { z } from 'zod';
import { bookingKind, ofBooking, type Words } from '../kind.ts';
import { amountOf } from './amount.ts';

const otherOffered: Words = {
  fr: {
    title: 'Une autre voiture pour {reference}',
    body: 'Nous vous proposons une autre catégorie, sans supplément. Acceptez-la ou refusez-la depuis votre réservation.',
    letter: {
      subject: 'Une autre voiture pour votre réservation {reference}',
      title: 'Une autre voiture vous attend.',
      intro:
        'Nous ne pouvons pas vous donner la catégorie réservée, et nous en sommes désolés. Nous vous en proposons une autre, sans supplément et aux mêmes dates. Elle est gardée pour vous : acceptez-la ou refusez-la depuis votre réservation.',
    },
  },
  en: {
    title: 'Another car for {reference}',
    body: 'We offer you another class at no extra cost. Accept or decline it on your booking’s page.',
    letter: {
      subject: 'Another car for your booking {reference}',
      title: 'Another car is waiting.',
      intro:
        'We cannot give you the class you booked, and we are sorry. We offer you another one, at no extra cost and for the same dates. It is held for you: accept or decline it on your booking’s page.',
    },
  },
};

const lessOffered: Words = {
  fr: {
    title: 'Une proposition pour {reference}',
    body: 'Nous vous proposons une catégorie moins chère : {difference} en moins. Acceptez-la ou refusez-la depuis votre réservation.',
    letter: {
      subject: 'Une proposition pour votre réservation {reference}',
      title: 'Une proposition à votre réponse.',
      intro:
        'Nous ne pouvons pas vous donner la catégorie réservée, et nous en sommes désolés. Nous vous en proposons une moins chère, {difference} en moins, aux mêmes dates. Elle est gardée pour vous : acceptez-la ou refusez-la depuis votre réservation.',
    },
  },
  en: {
    title: 'An offer for {reference}',
    body: 'We offer you a cheaper class: {difference} less. Accept or decline it on your booking’s page.',
    letter: {
      subject: 'An offer for your booking {reference}',
      title: 'An offer awaits your answer.',
      intro:
        'We cannot give you the class you booked, and we are sorry. We offer you a cheaper one, {difference} less, for the same dates. It is held for you: accept or decline it on your booking’s page.',
    },
  },
};

const accepted = (fr: { body: string; intro: string }, en: { body: string; intro: string }): Words => ({
  fr: {
    title: 'Réservation {reference} confirmée',
    body: fr.body,
    letter: { subject: 'Votre réservation {reference} est confirmée', title: 'C’est entendu.', intro: fr.intro },
  },
  en: {
    title: 'Booking {reference} confirmed',
    body: en.body,
    letter: { subject: 'Your booking {reference} is confirmed', title: 'It’s settled.', intro: en.intro },
  },
});

const otherAccepted = accepted(
  {
    body: 'Votre nouvelle voiture est réservée, au même prix et aux mêmes dates.',
    intro: 'Votre nouvelle voiture est réservée, au même prix et aux mêmes dates. Merci de votre compréhension.',
  },
  {
    body: 'Your new car is booked, at the same price and dates.',
    intro: 'Your new car is booked, at the same price and dates. Thank you for bearing with us.',
  },
);

const refunded = accepted(
  {
    body: 'Votre nouvelle voiture est réservée, et {refund} vous sont remboursés sur le moyen de paiement utilisé.',
    intro:
      'Votre nouvelle voiture est réservée. Nous vous remboursons {refund} sur le moyen de paiement utilisé. Selon votre banque, il faut compter cinq à dix jours.',
  },
  {
    body: 'Your new car is booked, and {refund} is being returned to the payment method you used.',
    intro:
      'Your new car is booked. We are returning {refund} to the payment method you used. Depending on your bank this takes five to ten days.',
  },
);

const lessToPay = accepted(
  {
    body: 'Votre nouvelle voiture est réservée, et vous paierez {difference} de moins.',
    intro: 'Votre nouvelle voiture est réservée, et vous paierez {difference} de moins à la remise des clés.',
  },
  {
    body: 'Your new car is booked, and you will pay {difference} less.',
    intro: 'Your new car is booked, and you will pay {difference} less when the keys are handed over.',
  },
);

/** Another class at the booked price, or a lesser one and the difference back; `differenceMinor`: by how much the booking costs less. */
const offered = ofBooking.extend({
  kind: z.enum(['REFUND_DIFFERENCE', 'REACCOMMODATION']),
  differenceMinor: z.int(),
  currency: z.string(),
});

export const settlementKinds = {
  'booking.settlementOffered': bookingKind(offered, ({ differenceMinor, currency }, { amount }) =>
    differenceMinor > 0 ? { words: lessOffered, values: { difference: amount(differenceMinor, currency) } } : { words: otherOffered },
  ),
  'booking.settlementAccepted': bookingKind(
    /** `refundMinor`: what of the difference goes back. */
    offered.extend({ refundMinor: z.int() }),
    ({ differenceMinor, refundMinor, currency }, formats) => {
      if (refundMinor > 0) return { words: refunded, ...amountOf('refund', refundMinor, currency, formats) };
      return differenceMinor > 0
        ? { words: lessToPay, values: { difference: formats.amount(differenceMinor, currency) } }
        : { words: otherAccepted };
    },
    {
      heard: {
        type: 'booking.settlementAnswered',
        // Whoever declined knows it, and what they booked is as it was.
        facts: z.looseObject({ accepted: z.boolean() }).transform((facts) => (facts.accepted ? facts : null)),
      },
    },
  ),
  'booking.settlementExpired': bookingKind(
    ofBooking,
    () => ({
      words: {
        fr: {
          title: 'Proposition expirée pour {reference}',
          body: 'L’autre voiture n’est plus réservée pour vous. Répondez depuis votre réservation si vous en voulez une autre.',
          letter: {
            subject: 'Proposition expirée pour votre réservation {reference}',
            title: 'La proposition a expiré.',
            intro:
              'L’autre voiture n’est plus gardée pour vous. Votre réservation est comme avant ; écrivez-nous depuis sa page, et nous chercherons encore.',
          },
        },
        en: {
          title: 'Offer for {reference} expired',
          body: 'The other car is no longer held for you. Write to us from your booking if you want another one.',
          letter: {
            subject: 'Offer for your booking {reference} expired',
            title: 'The offer has expired.',
            intro: 'The other car is no longer held for you. Your booking is as it was; write to us from its page, and we will look again.',
          },
        },
      },
    }),
    {
      heard: {
        facts: z
          .looseObject({ cause: z.enum(['LAPSED', 'CAR_GONE', 'BOOKING_CHANGED']) })
          .transform((facts) => (facts.cause === 'BOOKING_CHANGED' ? null : facts)),
      },
    },
  ),
};
