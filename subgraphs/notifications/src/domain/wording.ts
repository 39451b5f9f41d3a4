import type { Language } from '@ycyw/service/language';
import { isAfterReturn } from './afterReturn.ts';
import { afterReturnWords } from './afterReturnWords.ts';
import { formatsFor } from './formats.ts';
import { rejectionWords, reviewKinds, reviewWords } from './reviewWords.ts';
import { deliveryWords, type DeliveryWords } from './deliveryWording.ts';
import { isCashback, isDeliveryNotice, type CashbackNotice, type DeliveryNotice, type Notice } from './notice.ts';
import { fill } from './template.ts';

export interface Words {
  title: string;
  body: string;
}

type SettlementTold =
  | 'booking.settlementOffered.other'
  | 'booking.settlementOffered.less'
  | 'booking.settlementAccepted.other'
  | 'booking.settlementAccepted.refunded'
  | 'booking.settlementAccepted.less'
  | 'booking.settlementExpired';

type Told =
  | 'booking.confirmed'
  | 'booking.confirmed.again'
  | 'booking.reaccommodation'
  | 'booking.cancelled.refunded'
  | 'booking.cancelled.kept'
  | 'booking.depositAction'
  | 'booking.invoiceIssued.invoice'
  | 'booking.invoiceIssued.creditNote'
  | 'booking.holdLost'
  | SettlementTold
  | CashbackNotice['kind']
  | 'support.message'
  | 'identity.dataExport.ready';

const words: Record<Told, Record<Language, Words>> = {
  'booking.confirmed': {
    fr: { title: 'Réservation {reference} confirmée', body: 'Votre voiture est réservée. Tout est dans la confirmation.' },
    en: { title: 'Booking {reference} confirmed', body: 'Your car is booked. The confirmation says it all.' },
  },
  'booking.confirmed.again': {
    fr: {
      title: 'Réservation {reference} de nouveau confirmée',
      body: 'Nous avons de nouveau une voiture pour vous : votre réservation tient comme avant.',
    },
    en: { title: 'Booking {reference} confirmed again', body: 'We have a car for you again: your booking stands as before.' },
  },
  'booking.reaccommodation': {
    fr: {
      title: 'Réservation {reference} : la voiture manque',
      body: 'La catégorie réservée n’est plus disponible à ces dates. Nous vous cherchons une voiture ; vous pouvez aussi annuler et être remboursé en totalité.',
    },
    en: {
      title: 'Booking {reference}: no car at present',
      body: 'The class you booked is no longer available for these dates. We are looking for a car for you; you may also cancel and get everything back.',
    },
  },
  'booking.cancelled.refunded': {
    fr: { title: 'Réservation {reference} annulée', body: '{refund} vous sont remboursés sur le moyen de paiement utilisé.' },
    en: { title: 'Booking {reference} cancelled', body: '{refund} is being returned to the payment method you used.' },
  },
  'booking.cancelled.kept': {
    fr: { title: 'Réservation {reference} annulée', body: "Aucun remboursement n'est dû à cette date." },
    en: { title: 'Booking {reference} cancelled', body: 'No refund is due at this date.' },
  },
  'booking.depositAction': {
    fr: {
      title: 'Caution à valider pour {reference}',
      body: 'Votre banque n’a pas accordé la caution de {amount}. Validez-la, ou donnez une autre carte, avant le départ.',
    },
    en: {
      title: 'Deposit to confirm for {reference}',
      body: 'Your bank did not allow the deposit of {amount}. Confirm it, or give another card, before pick-up.',
    },
  },
  'booking.invoiceIssued.invoice': {
    fr: { title: 'Facture {number}', body: 'La facture de votre réservation {reference} est prête : {total}, taxes comprises.' },
    en: { title: 'Invoice {number}', body: 'The invoice for your booking {reference} is ready: {total}, taxes included.' },
  },
  'booking.invoiceIssued.creditNote': {
    fr: { title: 'Avoir {number}', body: 'L’avoir de votre réservation {reference} est prêt : {total} vous sont remboursés.' },
    en: { title: 'Credit note {number}', body: 'The credit note for your booking {reference} is ready: {total} goes back to you.' },
  },
  'booking.holdLost': {
    fr: {
      title: 'Réservation {reference} non confirmée',
      body: 'Votre carte est arrivée après la fin du délai, et la voiture était prise. Vous ne payez rien : ce qui aurait été débité vous est rendu.',
    },
    en: {
      title: 'Booking {reference} not confirmed',
      body: 'Your card came after the time to book was over, and the car was taken. You pay nothing: whatever was taken from your card goes back.',
    },
  },
  'booking.settlementOffered.other': {
    fr: {
      title: 'Une autre voiture pour {reference}',
      body: 'Nous vous proposons une autre catégorie, sans supplément. Acceptez-la ou refusez-la depuis votre réservation.',
    },
    en: {
      title: 'Another car for {reference}',
      body: 'We offer you another class at no extra cost. Accept or decline it on your booking’s page.',
    },
  },
  'booking.settlementOffered.less': {
    fr: {
      title: 'Une proposition pour {reference}',
      body: 'Nous vous proposons une catégorie moins chère : {difference} en moins. Acceptez-la ou refusez-la depuis votre réservation.',
    },
    en: {
      title: 'An offer for {reference}',
      body: 'We offer you a cheaper class: {difference} less. Accept or decline it on your booking’s page.',
    },
  },
  'booking.settlementAccepted.other': {
    fr: { title: 'Réservation {reference} confirmée', body: 'Votre nouvelle voiture est réservée, au même prix et aux mêmes dates.' },
    en: { title: 'Booking {reference} confirmed', body: 'Your new car is booked, at the same price and dates.' },
  },
  'booking.settlementAccepted.refunded': {
    fr: {
      title: 'Réservation {reference} confirmée',
      body: 'Votre nouvelle voiture est réservée, et {refund} vous sont remboursés sur le moyen de paiement utilisé.',
    },
    en: {
      title: 'Booking {reference} confirmed',
      body: 'Your new car is booked, and {refund} is being returned to the payment method you used.',
    },
  },
  'booking.settlementAccepted.less': {
    fr: { title: 'Réservation {reference} confirmée', body: 'Votre nouvelle voiture est réservée, et vous paierez {difference} de moins.' },
    en: { title: 'Booking {reference} confirmed', body: 'Your new car is booked, and you will pay {difference} less.' },
  },
  'booking.settlementExpired': {
    fr: {
      title: 'Proposition expirée pour {reference}',
      body: 'L’autre voiture n’est plus réservée pour vous. Répondez depuis votre réservation si vous en voulez une autre.',
    },
    en: {
      title: 'Offer for {reference} expired',
      body: 'The other car is no longer held for you. Write to us from your booking if you want another one.',
    },
  },
  'booking.cashbackPending': {
    fr: {
      title: '{amount} de cashback en attente',
      body: 'Votre achat est noté. Ce montant sera disponible quand la boutique l’aura confirmé.',
    },
    en: {
      title: '{amount} of cashback pending',
      body: 'Your purchase is noted. The amount will be available once the shop has confirmed it.',
    },
  },
  'booking.cashbackConfirmed': {
    fr: { title: '{amount} de cashback disponibles', body: 'Utilisez-les au moment de payer votre prochaine location.' },
    en: { title: '{amount} of cashback available', body: 'Use it when you pay for your next rental.' },
  },
  'booking.cashbackClawedBack': {
    fr: {
      title: '{amount} de cashback repris',
      body: 'La boutique a remboursé tout ou partie d’un achat : sa part de cashback est reprise.',
    },
    en: {
      title: '{amount} of cashback taken back',
      body: 'The shop refunded all or part of a purchase: its share of cashback is taken back.',
    },
  },
  'support.message': {
    fr: { title: 'Le service client vous a répondu', body: 'Ouvrez la conversation pour lire la réponse.' },
    en: { title: 'Customer service has answered', body: 'Open the conversation to read the answer.' },
  },
  'identity.dataExport.ready': {
    fr: { title: 'La copie de vos données est prête', body: 'Elle reste sept jours dans votre compte, rubrique Confidentialité.' },
    en: { title: 'The copy of your data is ready', body: 'It stays in your account for seven days, under Privacy.' },
  },
};

const isReview = (notice: Notice): notice is Extract<Notice, { kind: (typeof reviewKinds)[number] }> =>
  reviewKinds.some((kind) => kind === notice.kind);
/** What is said of a car that is brought or fetched, with the wall clock of its agency. */
export function wordsOfDelivery({ kind, data }: DeliveryNotice, locale: string): DeliveryWords {
  const { language } = formatsFor(locale);
  const words = deliveryWords[kind][data.leg][language];
  const values = { reference: data.reference, eta: data.etaLocal?.slice(11, 16) ?? '?' };
  return { title: fill(words.title, values), headline: words.headline, body: fill(words.body, values) };
}

/** Title and body of a notice in the reader's language. */
export function wordsOf(notice: Notice, locale: string): Words {
  const formats = formatsFor(locale);
  const { language, amount } = formats;
  const say = (told: Told, values: Record<string, string>): Words => {
    const { title, body } = words[told][language];
    return { title: fill(title, values), body: fill(body, values) };
  };
  if (notice.kind === 'support.message') return say('support.message', {});
  if (notice.kind === 'identity.dataExport.ready') return say(notice.kind, {});
  if (isDeliveryNotice(notice)) {
    const { title, body } = wordsOfDelivery(notice, locale);
    return { title, body };
  }
  if (isCashback(notice)) return say(notice.kind, { amount: amount(notice.data.amountMinor, notice.data.currency) });
  if (isAfterReturn(notice)) return afterReturnWords(notice, formats);
  const { reference } = notice.data;
  if (isReview(notice)) {
    const { title, body } = reviewWords[notice.kind][language];
    const why = notice.data.reason ? rejectionWords[notice.data.reason][language] : '';
    return { title: fill(title, { reference }), body: fill(body, { why }) };
  }
  if (notice.kind === 'booking.settlementOffered' || notice.kind === 'booking.settlementAccepted') {
    const { differenceMinor, currency } = notice.data;
    const refundMinor = 'refundMinor' in notice.data ? notice.data.refundMinor : 0;
    const how = refundMinor > 0 ? 'refunded' : differenceMinor > 0 ? 'less' : 'other';
    const told = { reference, difference: amount(differenceMinor, currency), refund: amount(refundMinor, currency) };
    return notice.kind === 'booking.settlementAccepted'
      ? say(`booking.settlementAccepted.${how}`, told)
      : say(`booking.settlementOffered.${differenceMinor > 0 ? 'less' : 'other'}`, told);
  }
  if (notice.kind === 'booking.invoiceIssued') {
    const { document, number, totalMinor, currency: paidIn } = notice.data;
    const told = document === 'INVOICE' ? 'booking.invoiceIssued.invoice' : 'booking.invoiceIssued.creditNote';
    return say(told, { reference, number, total: amount(totalMinor, paidIn) });
  }
  if (notice.kind === 'booking.depositAction') {
    return say(notice.kind, { reference, amount: amount(notice.data.amountMinor, notice.data.currency) });
  }
  if (notice.kind === 'booking.confirmed' && notice.data.again) return say('booking.confirmed.again', { reference });
  if (notice.kind !== 'booking.cancelled') return say(notice.kind, { reference });
  const { refundMinor, currency } = notice.data;
  return refundMinor > 0
    ? say('booking.cancelled.refunded', { reference, refund: amount(refundMinor, currency) })
    : say('booking.cancelled.kept', { reference });
}
