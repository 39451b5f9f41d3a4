import { z } from 'zod';
import { kindOf, sum, type Words } from '../kind.ts';

const earned = z.object({ locale: z.string(), ...sum });

/** Of a renter's cashback, never from which shop. */
const cashback = (words: Words, how: { mailed: boolean }) =>
  kindOf(earned, ({ locale, amountMinor, currency }) => ({
    link: '/account/cashback',
    ...(how.mailed && { mailing: { locale } }),
    tell: ({ amount }) => ({ words, values: { amount: amount(amountMinor, currency) } }),
  }));

export const cashbackKinds = {
  'booking.cashbackPending': cashback(
    {
      fr: {
        title: '{amount} de cashback en attente',
        body: 'Votre achat est noté. Ce montant sera disponible quand la boutique l’aura confirmé.',
      },
      en: {
        title: '{amount} of cashback pending',
        body: 'Your purchase is noted. The amount will be available once the shop has confirmed it.',
      },
    },
    { mailed: false },
  ),
  // Only what has become available is worth a mail.
  'booking.cashbackConfirmed': cashback(
    {
      fr: {
        title: '{amount} de cashback disponibles',
        body: 'Utilisez-les au moment de payer votre prochaine location.',
        letter: { action: 'Voir mon cashback', help: 'Une question ? Le service client vous répond depuis votre compte.' },
      },
      en: {
        title: '{amount} of cashback available',
        body: 'Use it when you pay for your next rental.',
        letter: { action: 'See my cashback', help: 'A question? Customer service answers from your account.' },
      },
    },
    { mailed: true },
  ),
  'booking.cashbackClawedBack': cashback(
    {
      fr: {
        title: '{amount} de cashback repris',
        body: 'La boutique a remboursé tout ou partie d’un achat : sa part de cashback est reprise.',
      },
      en: {
        title: '{amount} of cashback taken back',
        body: 'The shop refunded all or part of a purchase: its share of cashback is taken back.',
      },
    },
    { mailed: false },
  ),
};
