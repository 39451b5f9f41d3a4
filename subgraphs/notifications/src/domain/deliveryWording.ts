import type { Language } from '@ycyw/service/language';
import type { DeliveryNews } from './notice.ts';

/** `{reference}`, and `{eta}`: at what time of the day. `headline` stands above a mail. */
export interface DeliveryWords {
  title: string;
  headline: string;
  body: string;
}

type Leg = 'DELIVERY' | 'COLLECTION';
type Told = Record<Leg, Record<Language, DeliveryWords>>;

const same = (told: Record<Language, DeliveryWords>): Told => ({ DELIVERY: told, COLLECTION: told });

export const deliveryWords: Record<DeliveryNews, Told> = {
  'booking.deliveryEnRoute': {
    DELIVERY: {
      fr: {
        title: 'Votre voiture est en route ({reference})',
        headline: 'Votre voiture est en route.',
        body: 'Elle devrait être chez vous vers {eta}. Suivez-la depuis votre réservation, où se trouve aussi le code à quatre chiffres à donner au convoyeur.',
      },
      en: {
        title: 'Your car is on its way ({reference})',
        headline: 'Your car is on its way.',
        body: 'It should be with you at about {eta}. Follow it from your booking, where you also find the four-digit code to give to the driver.',
      },
    },
    COLLECTION: {
      fr: {
        title: 'On vient chercher la voiture ({reference})',
        headline: 'Le convoyeur est en route.',
        body: 'Il devrait être chez vous vers {eta}. Le code à quatre chiffres à lui donner avec les clés se trouve dans votre réservation.',
      },
      en: {
        title: 'We are coming for the car ({reference})',
        headline: 'The driver is on the way.',
        body: 'They should be with you at about {eta}. The four-digit code to give them with the keys is in your booking.',
      },
    },
  },
  'booking.deliveryReplanned': same({
    fr: {
      title: 'Retard pour votre réservation {reference}',
      headline: 'Nous avons du retard.',
      body: 'Le premier convoyeur nous fait défaut ; un autre prend le relais et devrait être chez vous vers {eta}. Nous en sommes désolés.',
    },
    en: {
      title: 'A delay for your booking {reference}',
      headline: 'We are late.',
      body: 'The first carrier has let us down; another takes over and should be with you at about {eta}. We are sorry.',
    },
  }),
  'booking.deliveryArrived': same({
    fr: {
      title: 'Le convoyeur est devant chez vous ({reference})',
      headline: 'Nous sommes là.',
      body: 'Donnez-lui le code à quatre chiffres de votre réservation, et à lui seul, une fois les clés en main.',
    },
    en: {
      title: 'The driver is at your door ({reference})',
      headline: 'We are here.',
      body: 'Give them, and nobody else, the four-digit code of your booking once the keys have changed hands.',
    },
  }),
  'booking.deliveryDone': {
    DELIVERY: {
      fr: {
        title: 'Voiture remise ({reference})',
        headline: 'Bonne route.',
        body: 'La voiture vous a été remise, votre code en est la preuve.',
      },
      en: {
        title: 'Car handed over ({reference})',
        headline: 'Have a good trip.',
        body: 'The car is in your hands; your code is the proof.',
      },
    },
    COLLECTION: {
      fr: {
        title: 'Voiture reprise ({reference})',
        headline: 'Merci.',
        body: 'La voiture a été reprise chez vous, votre code en est la preuve. L’agence la contrôle à son arrivée.',
      },
      en: {
        title: 'Car collected ({reference})',
        headline: 'Thank you.',
        body: 'The car has been collected; your code is the proof. The agency inspects it when it arrives.',
      },
    },
  },
  'booking.deliveryFailed': same({
    fr: {
      title: 'Votre réservation {reference} : l’agence vous appelle',
      headline: 'Nous n’y sommes pas arrivés.',
      body: 'Aucun convoyeur ne peut venir chez vous comme prévu. L’agence vous appelle pour trouver une solution ; la voiture reste à vous.',
    },
    en: {
      title: 'Your booking {reference}: the agency calls you',
      headline: 'We have not managed.',
      body: 'No carrier can come to you as planned. The agency calls you to find a way; the car remains yours.',
    },
  }),
};
