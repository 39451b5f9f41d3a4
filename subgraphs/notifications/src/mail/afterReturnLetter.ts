import type { Language } from '@ycyw/service/language';
import type { AfterReturn } from '../domain/afterReturn.ts';
import { afterReturnWords, chargeLines } from '../domain/afterReturnWords.ts';
import type { Formats } from '../domain/formats.ts';
import { fill } from '../domain/template.ts';
import type { MailedBooking } from './bookings.ts';
import type { Letter } from './letter.ts';
import { page } from './page.ts';

interface Sentences {
  hello: string;
  reference: string;
  amount: string;
  line: string;
  action: string;
  help: string;
}

const sentences: Record<Language, Sentences> = {
  fr: {
    hello: 'Bonjour {givenName},',
    reference: 'Référence',
    amount: 'Montant',
    line: '{label} : {value}',
    action: 'Voir ma réservation',
    help: 'Une question ? Répondez depuis votre réservation : le service client vous y attend.',
  },
  en: {
    hello: 'Hello {givenName},',
    reference: 'Reference',
    amount: 'Amount',
    line: '{label}: {value}',
    action: 'See my booking',
    help: 'A question? Ask from your booking: customer service is there.',
  },
};

/** The e-mail on the renter's money once the car is back: charges, what became of them, and the deposit. */
export function afterReturnLetter(notice: AfterReturn, booking: MailedBooking, url: string, formats: Formats): Letter {
  const says = sentences[formats.language];
  const { title, body } = afterReturnWords(notice, formats);
  const { amountMinor, currency } = notice.data;
  const lines: [string, string][] = [
    [says.reference, booking.reference],
    ...(notice.kind === 'booking.chargeAnnounced' ? chargeLines(notice.data, formats) : []),
    [says.amount, formats.amount(amountMinor, currency)],
  ];
  const hello = fill(says.hello, { givenName: booking.driver.givenName });
  const text = [
    title,
    '',
    hello,
    body,
    '',
    ...lines.map(([label, value]) => fill(says.line, { label, value })),
    '',
    fill(says.line, { label: says.action, value: url }),
    '',
    says.help,
    '',
    'Your Car Your Way',
    '',
  ].join('\n');
  return {
    subject: title,
    text,
    html: page({ language: formats.language, title, hello, intro: body, lines, action: { words: says.action, url }, help: says.help }),
  };
}
