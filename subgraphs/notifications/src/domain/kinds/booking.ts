import { z } from 'zod';
import { bookingKind, ofBooking, type Words } from '../kind.ts';
import { amountOf } from './amount.ts';

const confirmed: Words = {
  fr: {
    title: 'Réservation {reference} confirmée',
    body: 'Votre voiture est réservée. Tout est dans la confirmation.',
    letter: {
      subject: 'Votre réservation {reference} est confirmée',
      title: 'C’est réservé.',
      intro: 'Votre voiture vous attend. Prenez votre permis et une carte au nom du conducteur.',
    },
  },
  en: {
    title: 'Booking {reference} confirmed',
    body: 'Your car is booked. The confirmation says it all.',
    letter: {
      subject: 'Your booking {reference} is confirmed',
      title: 'It’s booked.',
      intro: 'Your car is waiting. Bring your licence and a card in the driver’s name.',
    },
  },
};

const confirmedAgain: Words = {
  fr: {
    title: 'Réservation {reference} de nouveau confirmée',
    body: 'Nous avons de nouveau une voiture pour vous : votre réservation tient comme avant.',
    letter: {
      subject: 'Votre réservation {reference} est de nouveau confirmée',
      title: 'Nous avons votre voiture.',
      intro:
        'La catégorie que vous avez réservée est de nouveau disponible : votre réservation tient comme avant, et vous n’avez rien à faire. Prenez votre permis et une carte au nom du conducteur.',
    },
  },
  en: {
    title: 'Booking {reference} confirmed again',
    body: 'We have a car for you again: your booking stands as before.',
    letter: {
      subject: 'Your booking {reference} is confirmed again',
      title: 'We have your car.',
      intro:
        'The class you booked is available again: your booking stands as before, and there is nothing for you to do. Bring your licence and a card in the driver’s name.',
    },
  },
};

const noCar: Words = {
  fr: {
    title: 'Réservation {reference} : la voiture manque',
    body: 'La catégorie réservée n’est plus disponible à ces dates. Nous vous cherchons une voiture ; vous pouvez aussi annuler et être remboursé en totalité.',
    letter: {
      subject: 'Votre réservation {reference} : la voiture manque',
      title: 'Il nous manque une voiture.',
      intro:
        'La catégorie que vous avez réservée n’est plus disponible à ces dates, et nous en sommes désolés. Nous vous cherchons une voiture et vous écrivons dès qu’elle est là. Si vous préférez annuler depuis votre réservation, nous vous remboursons en totalité, quelle que soit la date.',
    },
  },
  en: {
    title: 'Booking {reference}: no car at present',
    body: 'The class you booked is no longer available for these dates. We are looking for a car for you; you may also cancel and get everything back.',
    letter: {
      subject: 'Your booking {reference}: no car at present',
      title: 'We are short of a car.',
      intro:
        'The class you booked is no longer available for these dates, and we are sorry. We are looking for a car for you and will write as soon as there is one. If you would rather cancel from your booking, you get everything back, whatever the date.',
    },
  },
};

const refunded: Words = {
  fr: {
    title: 'Réservation {reference} annulée',
    body: '{refund} vous sont remboursés sur le moyen de paiement utilisé.',
    letter: {
      subject: 'Votre réservation {reference} est annulée',
      title: 'C’est annulé.',
      intro: 'Nous vous remboursons {refund} sur le moyen de paiement utilisé. Selon votre banque, il faut compter cinq à dix jours.',
    },
  },
  en: {
    title: 'Booking {reference} cancelled',
    body: '{refund} is being returned to the payment method you used.',
    letter: {
      subject: 'Your booking {reference} is cancelled',
      title: 'It’s cancelled.',
      intro: 'We are returning {refund} to the payment method you used. Depending on your bank this takes five to ten days.',
    },
  },
};

const kept: Words = {
  fr: {
    title: 'Réservation {reference} annulée',
    body: "Aucun remboursement n'est dû à cette date.",
    letter: {
      subject: 'Votre réservation {reference} est annulée',
      title: 'C’est annulé.',
      intro: 'Selon les conditions de la réservation, aucun remboursement n’est dû à cette date.',
    },
  },
  en: {
    title: 'Booking {reference} cancelled',
    body: 'No refund is due at this date.',
    letter: {
      subject: 'Your booking {reference} is cancelled',
      title: 'It’s cancelled.',
      intro: 'Under the terms of the booking no refund is due at this date.',
    },
  },
};

const holdLost: Words = {
  fr: {
    title: 'Réservation {reference} non confirmée',
    body: 'Votre carte est arrivée après la fin du délai, et la voiture était prise. Vous ne payez rien : ce qui aurait été débité vous est rendu.',
    letter: {
      subject: 'Votre réservation {reference} n’est pas confirmée',
      title: 'La voiture était déjà prise.',
      intro:
        'Votre carte est arrivée après la fin du délai pour réserver, et la voiture était prise. Vous ne payez rien : ce qui aurait été débité vous est rendu.',
    },
  },
  en: {
    title: 'Booking {reference} not confirmed',
    body: 'Your card came after the time to book was over, and the car was taken. You pay nothing: whatever was taken from your card goes back.',
    letter: {
      subject: 'Your booking {reference} is not confirmed',
      title: 'The car was already taken.',
    },
  },
};

/** `again`: after there was no car. */
const confirmedShape = ofBooking.extend({ again: z.boolean().optional() });
const cancelledShape = ofBooking.extend({ refundMinor: z.int(), currency: z.string() });

export const bookingKinds = {
  'booking.confirmed': bookingKind(confirmedShape, ({ again }) => ({ words: again ? confirmedAgain : confirmed })),
  'booking.reaccommodation': bookingKind(confirmedShape, () => ({ words: noCar })),
  'booking.cancelled': bookingKind(cancelledShape, ({ refundMinor, currency }, formats) =>
    refundMinor > 0 ? { words: refunded, ...amountOf('refund', refundMinor, currency, formats) } : { words: kept },
  ),
  'booking.holdLost': bookingKind(ofBooking, () => ({ words: holdLost })),
};
