import type { Language } from '@ycyw/service/language';
import type { Formats } from '../domain/formats.ts';
import { fill } from '../domain/template.ts';
import type { MailedBooking } from './bookings.ts';
import type { MailedAgency, MailedClass } from './catalogue.ts';
import { page } from './page.ts';
import type { Phrases } from './phrases.ts';
import { settlementPhrases, type SettlementLetter } from './settlementPhrases.ts';

export interface Letter {
  subject: string;
  text: string;
  html: string;
}

export interface LetterFacts {
  kind:
    | 'booking.confirmed'
    | 'booking.reaccommodation'
    | 'booking.cancelled'
    | 'booking.depositAction'
    | 'booking.holdLost'
    | 'booking.invoiceIssued'
    | SettlementLetter;
  booking: MailedBooking;
  pickUpAgency: MailedAgency;
  dropOffAgency: MailedAgency;
  vehicleClass: MailedClass;
  /** Confirmed after there was no car. */
  again: boolean;
  /** Of a cancellation or an accepted settlement; null for anything else. */
  refund: { minor: number; currency: string } | null;
  /** By how much a settlement makes the booking cost less; null for anything else. */
  difference: { minor: number; currency: string } | null;
  /** Of a deposit that its bank wants to be confirmed. */
  deposit: { minor: number; currency: string } | null;
  /** An invoice or credit note; null for anything else. */
  document: { kind: 'INVOICE' | 'CREDIT_NOTE'; number: string; minor: number; currency: string } | null;
  /** The booking's page. */
  url: string;
}

interface Sentences {
  confirmed: Phrases;
  confirmedAgain: Phrases;
  reaccommodation: Phrases;
  refunded: Phrases;
  kept: Phrases;
  depositAction: Phrases;
  holdLost: Phrases;
  invoice: Phrases;
  creditNote: Phrases;
  hello: string;
  labels: {
    reference: string;
    car: string;
    pickUp: string;
    dropOff: string;
    total: string;
    refund: string;
    deposit: string;
    document: string;
  };
  line: string;
  car: string;
  stop: string;
  allIn: string;
  action: string;
  documents: string;
  help: string;
}

const sentences: Record<Language, Sentences> = {
  fr: {
    confirmed: {
      subject: 'Votre réservation {reference} est confirmée',
      title: 'C’est réservé.',
      intro: 'Votre voiture vous attend. Prenez votre permis et une carte au nom du conducteur.',
    },
    confirmedAgain: {
      subject: 'Votre réservation {reference} est de nouveau confirmée',
      title: 'Nous avons votre voiture.',
      intro:
        'La catégorie que vous avez réservée est de nouveau disponible : votre réservation tient comme avant, et vous n’avez rien à faire. Prenez votre permis et une carte au nom du conducteur.',
    },
    reaccommodation: {
      subject: 'Votre réservation {reference} : la voiture manque',
      title: 'Il nous manque une voiture.',
      intro:
        'La catégorie que vous avez réservée n’est plus disponible à ces dates, et nous en sommes désolés. Nous vous cherchons une voiture et vous écrivons dès qu’elle est là. Si vous préférez annuler depuis votre réservation, nous vous remboursons en totalité, quelle que soit la date.',
    },
    refunded: {
      subject: 'Votre réservation {reference} est annulée',
      title: 'C’est annulé.',
      intro: 'Nous vous remboursons {refund} sur le moyen de paiement utilisé. Selon votre banque, il faut compter cinq à dix jours.',
    },
    kept: {
      subject: 'Votre réservation {reference} est annulée',
      title: 'C’est annulé.',
      intro: 'Selon les conditions de la réservation, aucun remboursement n’est dû à cette date.',
    },
    depositAction: {
      subject: 'Caution à valider pour votre réservation {reference}',
      title: 'Votre banque demande votre accord.',
      intro:
        'Nous n’avons pas pu réserver la caution de {deposit} sur votre carte. Validez-la, ou donnez une autre carte, depuis votre réservation ; rien n’est débité. Sans elle, la voiture ne peut pas vous être remise.',
    },
    holdLost: {
      subject: 'Votre réservation {reference} n’est pas confirmée',
      title: 'La voiture était déjà prise.',
      intro:
        'Votre carte est arrivée après la fin du délai pour réserver, et la voiture était prise. Vous ne payez rien : ce qui aurait été débité vous est rendu.',
    },
    invoice: {
      subject: 'Votre facture {number}',
      title: 'Votre facture est prête.',
      intro: 'Vous la trouverez sur la page de votre réservation, en PDF et au format électronique, en français ou en anglais.',
    },
    creditNote: {
      subject: 'Votre avoir {number}',
      title: 'Votre avoir est prêt.',
      intro: '{amount} vous sont remboursés. L’avoir est sur la page de votre réservation, avec la facture à laquelle il se rapporte.',
    },
    hello: 'Bonjour {givenName},',
    labels: {
      reference: 'Référence',
      car: 'Voiture',
      pickUp: 'Départ',
      dropOff: 'Retour',
      total: 'Prix total',
      refund: 'Remboursement',
      deposit: 'Caution',
      document: 'Document',
    },
    line: '{label} : {value}',
    car: '{name} ({category}, {type}) ou équivalent',
    stop: '{agency}, {at} ({zone})',
    allIn: '{total}, taxes comprises',
    action: 'Voir ma réservation',
    documents: 'Voir mes documents',
    help: 'Une question ? Répondez depuis votre réservation : le service client vous y attend.',
  },
  en: {
    confirmed: {
      subject: 'Your booking {reference} is confirmed',
      title: 'It’s booked.',
      intro: 'Your car is waiting. Bring your licence and a card in the driver’s name.',
    },
    confirmedAgain: {
      subject: 'Your booking {reference} is confirmed again',
      title: 'We have your car.',
      intro:
        'The class you booked is available again: your booking stands as before, and there is nothing for you to do. Bring your licence and a card in the driver’s name.',
    },
    reaccommodation: {
      subject: 'Your booking {reference}: no car at present',
      title: 'We are short of a car.',
      intro:
        'The class you booked is no longer available for these dates, and we are sorry. We are looking for a car for you and will write as soon as there is one. If you would rather cancel from your booking, you get everything back, whatever the date.',
    },
    refunded: {
      subject: 'Your booking {reference} is cancelled',
      title: 'It’s cancelled.',
      intro: 'We are returning {refund} to the payment method you used. Depending on your bank this takes five to ten days.',
    },
    kept: {
      subject: 'Your booking {reference} is cancelled',
      title: 'It’s cancelled.',
      intro: 'Under the terms of the booking no refund is due at this date.',
    },
    depositAction: {
      subject: 'Deposit to confirm for your booking {reference}',
      title: 'Your bank asks for your consent.',
      intro:
        'We could not hold the deposit of {deposit} on your card. Confirm it, or give another card, on your booking’s page; nothing is taken. Without it we cannot hand over the car.',
    },
    holdLost: {
      subject: 'Your booking {reference} is not confirmed',
      title: 'The car was already taken.',
      intro:
        'Your card came after the time to book was over, and the car was taken. You pay nothing: whatever was taken from your card goes back.',
    },
    invoice: {
      subject: 'Your invoice {number}',
      title: 'Your invoice is ready.',
      intro: 'It is on your booking’s page, as a PDF and as an electronic invoice, in English or in French.',
    },
    creditNote: {
      subject: 'Your credit note {number}',
      title: 'Your credit note is ready.',
      intro: '{amount} goes back to you. The credit note is on your booking’s page, with the invoice that it refers to.',
    },
    hello: 'Hello {givenName},',
    labels: {
      reference: 'Reference',
      car: 'Car',
      pickUp: 'Pick-up',
      dropOff: 'Return',
      total: 'Total price',
      refund: 'Refund',
      deposit: 'Deposit',
      document: 'Document',
    },
    line: '{label}: {value}',
    car: '{name} ({category}, {type}) or similar',
    stop: '{agency}, {at} ({zone})',
    allIn: '{total}, taxes included',
    action: 'See my booking',
    documents: 'See my documents',
    help: 'A question? Ask from your booking: customer service is there.',
  },
};

/** The e-mail on a booking, in the words of `formats`' language, as plain text and as HTML. */
export function letter(facts: LetterFacts, formats: Formats): Letter {
  const { kind, booking, refund, url, vehicleClass } = facts;
  const says = sentences[formats.language];
  const returned = refund && refund.minor > 0 ? formats.amount(refund.minor, refund.currency) : null;
  const held = facts.deposit && formats.amount(facts.deposit.minor, facts.deposit.currency);
  const lower = facts.difference && facts.difference.minor > 0 ? formats.amount(facts.difference.minor, facts.difference.currency) : null;
  const amount = facts.document ? formats.amount(facts.document.minor, facts.document.currency) : '';
  const action = facts.document ? says.documents : says.action;
  const phrases = {
    ...settlementPhrases(formats.language, { returned: returned !== null, lower: lower !== null }),
    'booking.confirmed': facts.again ? says.confirmedAgain : says.confirmed,
    'booking.reaccommodation': says.reaccommodation,
    'booking.cancelled': returned ? says.refunded : says.kept,
    'booking.depositAction': says.depositAction,
    'booking.holdLost': says.holdLost,
    'booking.invoiceIssued': facts.document?.kind === 'CREDIT_NOTE' ? says.creditNote : says.invoice,
  };
  const { subject, title, intro } = phrases[kind];
  const stop = ({ at }: { at: string }, { name, timeZone }: MailedAgency): string =>
    fill(says.stop, { agency: name, at: formats.wallClock(at), zone: formats.zone(timeZone) });
  const total = formats.amount(booking.price.total.minor, booking.price.total.currency);
  const { labels } = says;
  const lines: [string, string][] = [
    [labels.reference, booking.reference],
    [labels.car, fill(says.car, { name: vehicleClass.name, ...vehicleClass.acriss })],
    [labels.pickUp, stop(booking.pickUp, facts.pickUpAgency)],
    [labels.dropOff, stop(booking.dropOff, facts.dropOffAgency)],
    ...(facts.document
      ? [[labels.document, `${facts.document.number}, ${amount}`] as [string, string]]
      : [[labels.total, fill(says.allIn, { total })] as [string, string]]),
    ...(returned ? [[labels.refund, returned] as [string, string]] : []),
    ...(held ? [[labels.deposit, held] as [string, string]] : []),
  ];
  const hello = fill(says.hello, { givenName: booking.driver.givenName });
  const told = fill(intro, { refund: returned ?? '', deposit: held ?? '', difference: lower ?? '', amount });
  return {
    subject: fill(subject, { reference: booking.reference, number: facts.document?.number ?? '' }),
    text: [
      title,
      '',
      hello,
      told,
      '',
      ...lines.map(([label, value]) => fill(says.line, { label, value })),
      '',
      fill(says.line, { label: action, value: url }),
      '',
      says.help,
      '',
      'Your Car Your Way',
      '',
    ].join('\n'),
    html: page({ language: formats.language, title, hello, intro: told, lines, action: { words: action, url }, help: says.help }),
  };
}
