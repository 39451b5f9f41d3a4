import { bookingKind, ofBooking, sum } from '../kind.ts';
import { amountOf } from './amount.ts';

const deposit = ofBooking.extend(sum);

export const depositKinds = {
  'booking.depositAction': bookingKind(deposit, ({ amountMinor, currency }, formats) => ({
    ...amountOf('deposit', amountMinor, currency, formats),
    words: {
      fr: {
        title: 'Caution à valider pour {reference}',
        body: 'Votre banque n’a pas accordé la caution de {deposit}. Validez-la, ou donnez une autre carte, avant le départ.',
        letter: {
          subject: 'Caution à valider pour votre réservation {reference}',
          title: 'Votre banque demande votre accord.',
          intro:
            'Nous n’avons pas pu réserver la caution de {deposit} sur votre carte. Validez-la, ou donnez une autre carte, depuis votre réservation ; rien n’est débité. Sans elle, la voiture ne peut pas vous être remise.',
        },
      },
      en: {
        title: 'Deposit to confirm for {reference}',
        body: 'Your bank did not allow the deposit of {deposit}. Confirm it, or give another card, before pick-up.',
        letter: {
          subject: 'Deposit to confirm for your booking {reference}',
          title: 'Your bank asks for your consent.',
          intro:
            'We could not hold the deposit of {deposit} on your card. Confirm it, or give another card, on your booking’s page; nothing is taken. Without it we cannot hand over the car.',
        },
      },
    },
  })),
  'booking.depositReleased': bookingKind(
    deposit,
    ({ amountMinor, currency }, formats) => ({
      ...amountOf('amount', amountMinor, currency, formats),
      words: {
        fr: {
          title: 'Caution libérée pour {reference}',
          body: 'Nous avons libéré la caution de {amount} : elle n’a pas été débitée. Selon votre banque, elle disparaît de votre relevé en cinq à dix jours ouvrés le plus souvent.',
        },
        en: {
          title: 'Deposit released for {reference}',
          body: 'We have let go the deposit of {amount}: it was not taken. Depending on your bank it leaves your statement within five to ten business days as a rule.',
        },
      },
    }),
    { facts: ['reference'] },
  ),
};
