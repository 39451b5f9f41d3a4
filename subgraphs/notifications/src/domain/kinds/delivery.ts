import { z } from 'zod';
import { bookingKind, ofBooking, type Words } from '../kind.ts';

/** `etaLocal`: wall clock of the agency. */
const driven = ofBooking.extend({ leg: z.enum(['DELIVERY', 'COLLECTION']), etaLocal: z.string().nullish() });

/** Of a car that is brought to its renter, and of one that is fetched from them. */
const delivery = (brought: Words, fetched = brought) =>
  bookingKind(driven, ({ leg, etaLocal }) => ({
    words: leg === 'DELIVERY' ? brought : fetched,
    values: { eta: etaLocal?.slice(11, 16) ?? '?' },
  }));

export const deliveryKinds = {
  'booking.deliveryEnRoute': delivery(
    {
      fr: {
        title: 'Votre voiture est en route ({reference})',
        body: 'Elle devrait être chez vous vers {eta}. Suivez-la depuis votre réservation, où se trouve aussi le code à quatre chiffres à donner au convoyeur.',
        letter: { title: 'Votre voiture est en route.' },
      },
      en: {
        title: 'Your car is on its way ({reference})',
        body: 'It should be with you at about {eta}. Follow it from your booking, where you also find the four-digit code to give to the driver.',
        letter: { title: 'Your car is on its way.' },
      },
    },
    {
      fr: {
        title: 'On vient chercher la voiture ({reference})',
        body: 'Il devrait être chez vous vers {eta}. Le code à quatre chiffres à lui donner avec les clés se trouve dans votre réservation.',
        letter: { title: 'Le convoyeur est en route.' },
      },
      en: {
        title: 'We are coming for the car ({reference})',
        body: 'They should be with you at about {eta}. The four-digit code to give them with the keys is in your booking.',
        letter: { title: 'The driver is on the way.' },
      },
    },
  ),
  'booking.deliveryReplanned': delivery({
    fr: {
      title: 'Retard pour votre réservation {reference}',
      body: 'Le premier convoyeur nous fait défaut ; un autre prend le relais et devrait être chez vous vers {eta}. Nous en sommes désolés.',
      letter: { title: 'Nous avons du retard.' },
    },
    en: {
      title: 'A delay for your booking {reference}',
      body: 'The first carrier has let us down; another takes over and should be with you at about {eta}. We are sorry.',
      letter: { title: 'We are late.' },
    },
  }),
  'booking.deliveryArrived': delivery({
    fr: {
      title: 'Le convoyeur est devant chez vous ({reference})',
      body: 'Donnez-lui le code à quatre chiffres de votre réservation, et à lui seul, une fois les clés en main.',
      letter: { title: 'Nous sommes là.' },
    },
    en: {
      title: 'The driver is at your door ({reference})',
      body: 'Give them, and nobody else, the four-digit code of your booking once the keys have changed hands.',
      letter: { title: 'We are here.' },
    },
  }),
  'booking.deliveryDone': delivery(
    {
      fr: {
        title: 'Voiture remise ({reference})',
        body: 'La voiture vous a été remise, votre code en est la preuve.',
        letter: { title: 'Bonne route.' },
      },
      en: {
        title: 'Car handed over ({reference})',
        body: 'The car is in your hands; your code is the proof.',
        letter: { title: 'Have a good trip.' },
      },
    },
    {
      fr: {
        title: 'Voiture reprise ({reference})',
        body: 'La voiture a été reprise chez vous, votre code en est la preuve. L’agence la contrôle à son arrivée.',
        letter: { title: 'Merci.' },
      },
      en: {
        title: 'Car collected ({reference})',
        body: 'The car has been collected; your code is the proof. The agency inspects it when it arrives.',
        letter: { title: 'Thank you.' },
      },
    },
  ),
  'booking.deliveryFailed': delivery({
    fr: {
      title: 'Votre réservation {reference} : l’agence vous appelle',
      body: 'Aucun convoyeur ne peut venir chez vous comme prévu. L’agence vous appelle pour trouver une solution ; la voiture reste à vous.',
      letter: { title: 'Nous n’y sommes pas arrivés.' },
    },
    en: {
      title: 'Your booking {reference}: the agency calls you',
      body: 'No carrier can come to you as planned. The agency calls you to find a way; the car remains yours.',
      letter: { title: 'We have not managed.' },
    },
  }),
};
