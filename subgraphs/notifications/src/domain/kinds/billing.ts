import { z } from 'zod';
import { bookingKind, ofBooking, rental, type Words } from '../kind.ts';

const invoice: Words = {
  fr: {
    title: 'Facture {number}',
    body: 'La facture de votre réservation {reference} est prête : {total}, taxes comprises.',
    letter: {
      subject: 'Votre facture {number}',
      title: 'Votre facture est prête.',
      intro: 'Vous la trouverez sur la page de votre réservation, en PDF et au format électronique, en français ou en anglais.',
      action: 'Voir mes documents',
    },
  },
  en: {
    title: 'Invoice {number}',
    body: 'The invoice for your booking {reference} is ready: {total}, taxes included.',
    letter: {
      subject: 'Your invoice {number}',
      title: 'Your invoice is ready.',
      intro: 'It is on your booking’s page, as a PDF and as an electronic invoice, in English or in French.',
      action: 'See my documents',
    },
  },
};

const creditNote: Words = {
  fr: {
    title: 'Avoir {number}',
    body: 'L’avoir de votre réservation {reference} est prêt : {total} vous sont remboursés.',
    letter: {
      subject: 'Votre avoir {number}',
      title: 'Votre avoir est prêt.',
      intro: '{total} vous sont remboursés. L’avoir est sur la page de votre réservation, avec la facture à laquelle il se rapporte.',
      action: 'Voir mes documents',
    },
  },
  en: {
    title: 'Credit note {number}',
    body: 'The credit note for your booking {reference} is ready: {total} goes back to you.',
    letter: {
      subject: 'Your credit note {number}',
      title: 'Your credit note is ready.',
      intro: '{total} goes back to you. The credit note is on your booking’s page, with the invoice that it refers to.',
      action: 'See my documents',
    },
  },
};

const issued = ofBooking.extend({
  document: z.enum(['INVOICE', 'CREDIT_NOTE']),
  number: z.string(),
  totalMinor: z.int(),
  currency: z.string(),
});

export const billingKinds = {
  'booking.invoiceIssued': bookingKind(
    issued,
    ({ document, number, totalMinor, currency }, { amount }) => {
      const total = amount(totalMinor, currency);
      return {
        words: document === 'INVOICE' ? invoice : creditNote,
        values: { number, total },
        lines: [['Document', `${number}, ${total}`]],
      };
    },
    {
      heard: { facts: z.looseObject({ kind: z.string() }).transform(({ kind, ...facts }) => ({ ...facts, document: kind })) },
      facts: rental,
      anchor: '#documents',
    },
  ),
};
