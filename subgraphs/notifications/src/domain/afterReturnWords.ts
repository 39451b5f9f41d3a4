import type { Language } from '@ycyw/service/language';
import type { AfterReturn } from './afterReturn.ts';
import type { Formats } from './formats.ts';
import { fill } from './template.ts';

interface Words {
  title: string;
  body: string;
}

type ChargeKind = Extract<AfterReturn, { kind: 'booking.chargeDisputed' }>['data']['kind'];
type Outcome = Extract<AfterReturn, { kind: 'booking.chargeResolved' }>['data']['outcome'];

interface Sentences {
  charges: Record<ChargeKind, string>;
  announced: Words;
  disputed: Words;
  resolved: Record<Outcome, Words>;
  collected: Words;
  failed: Words;
  released: Words;
}

const sentences: Record<Language, Sentences> = {
  fr: {
    charges: {
      MILEAGE: '{quantity} km supplémentaires',
      FUEL: 'carburant ou recharge, {quantity}/8',
      LATE_RETURN: 'retour tardif',
      CLEANING: 'nettoyage',
      DAMAGE: 'dommage',
      FINE: 'amende',
      TOLL: 'péage',
    },
    announced: {
      title: 'Des frais de {amount} pour {reference}',
      body: 'Après le retour de la voiture : {charges}. Le calcul et les preuves sont sur votre réservation. Vous pouvez contester jusqu’au {until} (heure de l’agence de retour) ; ensuite, votre carte est débitée.',
    },
    disputed: {
      title: 'Contestation reçue pour {reference}',
      body: 'Vous contestez : {charge}, {amount}. Rien n’est débité tant que nous n’avons pas tranché.',
    },
    resolved: {
      UPHELD: {
        title: 'Contestation examinée pour {reference}',
        body: 'Nous maintenons : {charge}, {amount}. La réponse est sur votre réservation.',
      },
      REDUCED: {
        title: 'Frais réduits pour {reference}',
        body: '{charge} : {amount} au lieu de {announced}. La réponse est sur votre réservation.',
      },
      WAIVED: { title: 'Frais annulés pour {reference}', body: 'Vous ne payez pas : {charge}, {announced}.' },
      WITHDRAWN: {
        title: 'Frais retirés pour {reference}',
        body: 'Nous avons retiré : {charge}, {announced}. Vous n’avez rien à payer pour cela.',
      },
      REFUNDED: {
        title: 'Frais remboursés pour {reference}',
        body: 'Nous vous rendons {amount} ({charge}). Selon votre banque, il faut compter cinq à dix jours.',
      },
    },
    collected: {
      title: 'Frais payés pour {reference}',
      body: '{amount} ont été débités de votre carte, pour les frais annoncés après le retour.',
    },
    failed: {
      title: 'Paiement à faire pour {reference}',
      body: 'Votre banque n’a pas accordé {amount} de frais. Ouvrez votre réservation pour confirmer le paiement ou donner une autre carte.',
    },
    released: {
      title: 'Caution libérée pour {reference}',
      body: 'Nous avons libéré la caution de {amount} : elle n’a pas été débitée. Selon votre banque, elle disparaît de votre relevé en cinq à dix jours ouvrés le plus souvent.',
    },
  },
  en: {
    charges: {
      MILEAGE: '{quantity} extra km',
      FUEL: 'fuel or charging, {quantity}/8',
      LATE_RETURN: 'late return',
      CLEANING: 'cleaning',
      DAMAGE: 'damage',
      FINE: 'fine',
      TOLL: 'toll',
    },
    announced: {
      title: 'Charges of {amount} for {reference}',
      body: 'After the car came back: {charges}. How they were computed and the evidence are on your booking. You can dispute them until {until} (time of the return agency); after that your card is charged.',
    },
    disputed: {
      title: 'Dispute received for {reference}',
      body: 'You dispute: {charge}, {amount}. Nothing is charged until we have decided.',
    },
    resolved: {
      UPHELD: { title: 'Dispute decided for {reference}', body: 'We uphold: {charge}, {amount}. The answer is on your booking.' },
      REDUCED: {
        title: 'Charge reduced for {reference}',
        body: '{charge}: {amount} instead of {announced}. The answer is on your booking.',
      },
      WAIVED: { title: 'Charge waived for {reference}', body: 'You do not pay: {charge}, {announced}.' },
      WITHDRAWN: {
        title: 'Charge withdrawn for {reference}',
        body: 'We have withdrawn: {charge}, {announced}. There is nothing to pay for it.',
      },
      REFUNDED: {
        title: 'Charge refunded for {reference}',
        body: 'We are giving {amount} back ({charge}). Depending on your bank this takes five to ten days.',
      },
    },
    collected: {
      title: 'Charges paid for {reference}',
      body: '{amount} was taken from your card for the charges announced after the return.',
    },
    failed: {
      title: 'Payment needed for {reference}',
      body: 'Your bank did not allow {amount} of charges. Open your booking to confirm the payment or give another card.',
    },
    released: {
      title: 'Deposit released for {reference}',
      body: 'We have let go the deposit of {amount}: it was not taken. Depending on your bank it leaves your statement within five to ten business days as a rule.',
    },
  },
};

/** What charges are for, each with its amount; amounts to the cent from the event. */
export function chargeLines(
  { charges, currency }: Extract<AfterReturn, { kind: 'booking.chargeAnnounced' }>['data'],
  formats: Formats,
): [string, string][] {
  const names = sentences[formats.language].charges;
  return charges.map(({ kind, quantity, amountMinor }) => [
    fill(names[kind], { quantity: String(quantity) }),
    formats.amount(amountMinor, currency),
  ]);
}

/** Title and body of what is told once the car is back. */
export function afterReturnWords(notice: AfterReturn, formats: Formats): Words {
  const says = sentences[formats.language];
  const { reference, amountMinor, currency } = notice.data;
  const values: Record<string, string> = { reference, amount: formats.amount(amountMinor, currency) };
  const say = ({ title, body }: Words): Words => ({ title: fill(title, values), body: capital(fill(body, values)) });
  switch (notice.kind) {
    case 'booking.chargeAnnounced': {
      values['charges'] = chargeLines(notice.data, formats)
        .map(([name, amount]) => `${name} ${amount}`)
        .join(', ');
      values['until'] = formats.wallClock(notice.data.disputableUntilLocal);
      return say(says.announced);
    }
    case 'booking.chargeDisputed':
      values['charge'] = nameOf(notice.data.kind, says);
      return say(says.disputed);
    case 'booking.chargeResolved':
      values['charge'] = nameOf(notice.data.kind, says);
      values['announced'] = formats.amount(notice.data.announcedMinor, currency);
      return say(says.resolved[notice.data.outcome]);
    case 'booking.chargesCollected':
      return say(says.collected);
    case 'booking.chargesFailed':
      return say(says.failed);
    case 'booking.depositReleased':
      return say(says.released);
  }
}

/** Without its quantity. */
const nameOf = (kind: ChargeKind, { charges }: Sentences): string => charges[kind].replace('{quantity} ', '').replace(', {quantity}/8', '');
const capital = (sentence: string): string => sentence.charAt(0).toUpperCase() + sentence.slice(1);
