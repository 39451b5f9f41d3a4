import type { Language } from '@ycyw/service/language';
import { z } from 'zod';
import type { Formats } from '../formats.ts';
import { bookingKind, ofBooking, sum, type Telling, type Words } from '../kind.ts';
import { fill } from '../template.ts';
import { amountOf } from './amount.ts';

const chargeKind = z.enum(['MILEAGE', 'FUEL', 'LATE_RETURN', 'CLEANING', 'DAMAGE', 'FINE', 'TOLL']);
const outcome = z.enum(['UPHELD', 'REDUCED', 'WAIVED', 'WITHDRAWN', 'REFUNDED']);
type ChargeKind = z.infer<typeof chargeKind>;

const names: Record<Language, Record<ChargeKind, string>> = {
  fr: {
    MILEAGE: 'km supplémentaires',
    FUEL: 'carburant ou recharge',
    LATE_RETURN: 'retour tardif',
    CLEANING: 'nettoyage',
    DAMAGE: 'dommage',
    FINE: 'amende',
    TOLL: 'péage',
  },
  en: {
    MILEAGE: 'extra km',
    FUEL: 'fuel or charging',
    LATE_RETURN: 'late return',
    CLEANING: 'cleaning',
    DAMAGE: 'damage',
    FINE: 'fine',
    TOLL: 'toll',
  },
};

/** With how much of it there was. */
const measured: Partial<Record<ChargeKind, string>> = { MILEAGE: '{quantity} {name}', FUEL: '{name}, {quantity}/8' };

const resolved: Record<z.infer<typeof outcome>, Words> = {
  UPHELD: {
    fr: {
      title: 'Contestation examinée pour {reference}',
      body: 'Nous maintenons : {charge}, {amount}. La réponse est sur votre réservation.',
    },
    en: { title: 'Dispute decided for {reference}', body: 'We uphold: {charge}, {amount}. The answer is on your booking.' },
  },
  REDUCED: {
    fr: {
      title: 'Frais réduits pour {reference}',
      body: '{Charge} : {amount} au lieu de {announced}. La réponse est sur votre réservation.',
    },
    en: { title: 'Charge reduced for {reference}', body: '{Charge}: {amount} instead of {announced}. The answer is on your booking.' },
  },
  WAIVED: {
    fr: { title: 'Frais annulés pour {reference}', body: 'Vous ne payez pas : {charge}, {announced}.' },
    en: { title: 'Charge waived for {reference}', body: 'You do not pay: {charge}, {announced}.' },
  },
  WITHDRAWN: {
    fr: {
      title: 'Frais retirés pour {reference}',
      body: 'Nous avons retiré : {charge}, {announced}. Vous n’avez rien à payer pour cela.',
    },
    en: {
      title: 'Charge withdrawn for {reference}',
      body: 'We have withdrawn: {charge}, {announced}. There is nothing to pay for it.',
    },
  },
  REFUNDED: {
    fr: {
      title: 'Frais remboursés pour {reference}',
      body: 'Nous vous rendons {amount} ({charge}). Selon votre banque, il faut compter cinq à dix jours.',
    },
    en: {
      title: 'Charge refunded for {reference}',
      body: 'We are giving {amount} back ({charge}). Depending on your bank this takes five to ten days.',
    },
  },
};

const charged = ofBooking.extend(sum);

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** Its e-mail lists the money, and nothing else of the booking. */
const charge = <Data extends z.infer<typeof charged>>(shape: z.ZodType<Data>, tell: (data: Data, formats: Formats) => Telling) =>
  bookingKind(
    shape,
    (data, formats) => {
      const { values, lines } = amountOf('amount', data.amountMinor, data.currency, formats);
      const told = tell(data, formats);
      return { ...told, values: { ...values, ...told.values }, lines: [...(told.lines ?? []), ...lines] };
    },
    { facts: ['reference'] },
  );

const named = (kind: ChargeKind, { language }: Formats) => ({ charge: names[language][kind], Charge: capital(names[language][kind]) });

export const chargeKinds = {
  'booking.chargeAnnounced': charge(
    charged.extend({
      charges: z.array(z.object({ kind: chargeKind, amountMinor: z.int(), quantity: z.int() })),
      /** Wall clock of the agency where the car came back. */
      disputableUntilLocal: z.string(),
    }),
    ({ charges, currency, disputableUntilLocal }, { language, amount, wallClock }) => {
      const lines = charges.map(({ kind, quantity, amountMinor }): [string, string] => [
        fill(measured[kind] ?? '{name}', { name: names[language][kind], quantity: String(quantity) }),
        amount(amountMinor, currency),
      ]);
      return {
        words: {
          fr: {
            title: 'Des frais de {amount} pour {reference}',
            body: 'Après le retour de la voiture : {charges}. Le calcul et les preuves sont sur votre réservation. Vous pouvez contester jusqu’au {until} (heure de l’agence de retour) ; ensuite, votre carte est débitée.',
          },
          en: {
            title: 'Charges of {amount} for {reference}',
            body: 'After the car came back: {charges}. How they were computed and the evidence are on your booking. You can dispute them until {until} (time of the return agency); after that your card is charged.',
          },
        },
        values: { charges: lines.map((line) => line.join(' ')).join(', '), until: wallClock(disputableUntilLocal) },
        lines,
      };
    },
  ),
  'booking.chargeDisputed': charge(charged.extend({ kind: chargeKind }), ({ kind }, formats) => ({
    words: {
      fr: {
        title: 'Contestation reçue pour {reference}',
        body: 'Vous contestez : {charge}, {amount}. Rien n’est débité tant que nous n’avons pas tranché.',
      },
      en: {
        title: 'Dispute received for {reference}',
        body: 'You dispute: {charge}, {amount}. Nothing is charged until we have decided.',
      },
    },
    values: named(kind, formats),
  })),
  'booking.chargeResolved': charge(
    charged.extend({ kind: chargeKind, announcedMinor: z.int(), outcome }),
    ({ kind, announcedMinor, currency, outcome: found }, formats) => ({
      words: resolved[found],
      values: { ...named(kind, formats), announced: formats.amount(announcedMinor, currency) },
    }),
  ),
  'booking.chargesCollected': charge(charged, () => ({
    words: {
      fr: {
        title: 'Frais payés pour {reference}',
        body: '{amount} ont été débités de votre carte, pour les frais annoncés après le retour.',
      },
      en: {
        title: 'Charges paid for {reference}',
        body: '{amount} was taken from your card for the charges announced after the return.',
      },
    },
  })),
  'booking.chargesFailed': charge(charged, () => ({
    words: {
      fr: {
        title: 'Paiement à faire pour {reference}',
        body: 'Votre banque n’a pas accordé {amount} de frais. Ouvrez votre réservation pour confirmer le paiement ou donner une autre carte.',
      },
      en: {
        title: 'Payment needed for {reference}',
        body: 'Your bank did not allow {amount} of charges. Open your booking to confirm the payment or give another card.',
      },
    },
  })),
};
