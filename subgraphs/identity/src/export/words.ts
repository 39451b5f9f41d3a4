import type { Language } from '@ycyw/service/language';

type Pair = readonly [fr: string, en: string];

/** What names in the data mean to a reader; what is not here is shown as it is called. */
const names: Readonly<Record<string, Pair>> = {
  acriss: ['Catégorie', 'Class'],
  address: ['Adresse postale', 'Postal address'],
  agency: ['Agence', 'Agency'],
  amountMinor: ['Montant', 'Amount'],
  at: ['Date', 'Date'],
  birthDate: ['Date de naissance', 'Date of birth'],
  body: ['Texte', 'Text'],
  capturedMinor: ['Montant débité', 'Amount taken'],
  channel: ['Canal', 'Channel'],
  city: ['Ville', 'City'],
  closedAt: ['Close le', 'Closed on'],
  code: ['Code', 'Code'],
  country: ['Pays', 'Country'],
  currency: ['Devise', 'Currency'],
  days: ['Jours', 'Days'],
  deliveries: ['Envois', 'Deliveries'],
  depositMinor: ['Dépôt de garantie', 'Deposit'],
  device: ['Appareil', 'Device'],
  driver: ['Conducteur', 'Driver'],
  driverAge: ['Âge du conducteur', 'Driver’s age'],
  dropOff: ['Retour', 'Return'],
  email: ['Adresse électronique', 'E-mail address'],
  emailVerifiedAt: ['Adresse confirmée le', 'Address confirmed on'],
  endedAt: ['Terminée le', 'Ended on'],
  endReason: ['Fin', 'End'],
  expiresAt: ['Expire le', 'Expires on'],
  expiresOn: ['Expire le', 'Expires on'],
  extras: ['Options', 'Extras'],
  familyName: ['Nom', 'Family name'],
  givenName: ['Prénom', 'Given name'],
  granted: ['Accepté', 'Allowed'],
  includedKm: ['Kilomètres inclus', 'Kilometres included'],
  issuedOn: ['Délivré le', 'Issued on'],
  journey: ['Trajet', 'Journey'],
  kind: ['Nature', 'Kind'],
  language: ['Langue', 'Language'],
  lastSeenAt: ['Vue pour la dernière fois le', 'Last seen on'],
  lastUsedAt: ['Dernier usage', 'Last used'],
  licence: ['Permis de conduire', 'Driving licence'],
  licenceCountry: ['Pays du permis', 'Licence country'],
  licenceNumber: ['Numéro de permis', 'Licence number'],
  line1: ['Ligne 1', 'Line 1'],
  line2: ['Ligne 2', 'Line 2'],
  lines: ['Lignes', 'Lines'],
  local: ['Heure sur place', 'Local time'],
  locale: ['Langue', 'Language'],
  name: ['Nom', 'Name'],
  netMinor: ['Hors taxes', 'Before tax'],
  number: ['Numéro', 'Number'],
  outOfHours: ['Hors horaires', 'Out of hours'],
  party: ['Auteur', 'Author'],
  payments: ['Paiements', 'Payments'],
  perExtraKmMinor: ['Par kilomètre en plus', 'Per extra kilometre'],
  phone: ['Téléphone', 'Phone'],
  pickUp: ['Départ', 'Pick-up'],
  postalCode: ['Code postal', 'Postal code'],
  price: ['Prix', 'Price'],
  purpose: ['Usage', 'Purpose'],
  quantity: ['Quantité', 'Quantity'],
  readAt: ['Lue le', 'Read on'],
  reference: ['Référence', 'Reference'],
  refundedMinor: ['Montant rendu', 'Amount given back'],
  refunds: ['Remboursements', 'Refunds'],
  region: ['Région', 'Region'],
  role: ['Rôle', 'Role'],
  sequence: ['Rang', 'Place'],
  source: ['Origine', 'Source'],
  state: ['État', 'State'],
  subdivision: ['État ou province', 'State or province'],
  subject: ['Objet', 'Subject'],
  taxes: ['Taxes', 'Taxes'],
  taxMinor: ['Dont taxes', 'Of which tax'],
  totalMinor: ['Total', 'Total'],
  updatedAt: ['Modifié le', 'Changed on'],
};

const kinds: Readonly<Record<string, Pair>> = {
  account: ['Compte', 'Account'],
  apiKey: ['Clé d’API', 'API key'],
  booking: ['Réservation', 'Booking'],
  conversation: ['Conversation', 'Conversation'],
  dataExport: ['Copie de vos données', 'Copy of your data'],
  message: ['Message', 'Message'],
  notification: ['Notification', 'Notification'],
  passkey: ['Clé d’accès', 'Passkey'],
  privacyChoice: ['Choix de confidentialité', 'Privacy choice'],
  quote: ['Devis', 'Quote'],
  request: ['Demande', 'Request'],
  session: ['Session', 'Session'],
  totp: ['Application d’authentification', 'Authenticator app'],
};

const of =
  (words: Readonly<Record<string, Pair>>) =>
  (name: string, language: Language): string => {
    const pair = Object.hasOwn(words, name) ? words[name] : undefined;
    return pair ? pair[language === 'fr' ? 0 : 1] : name;
  };

export const nameOf = of(names);
export const kindOf = of(kinds);

export const sentences = {
  fr: {
    title: 'Vos données',
    hello: 'Bonjour {name}, voici tout ce que Your Car Your Way garde sur vous, au {date}.',
    machine: 'Le fichier data.json, à côté, contient la même chose pour un programme.',
    sections: { identity: 'Compte', booking: 'Locations', support: 'Service client', notifications: 'Notifications', fleet: 'Agences' },
    none: 'Rien.',
    yes: 'Oui',
    no: 'Non',
  },
  en: {
    title: 'Your data',
    hello: 'Hello {name}, here is all that Your Car Your Way keeps on you, as of {date}.',
    machine: 'The file data.json beside this one holds the same for a program.',
    sections: { identity: 'Account', booking: 'Rentals', support: 'Customer service', notifications: 'Notifications', fleet: 'Agencies' },
    none: 'Nothing.',
    yes: 'Yes',
    no: 'No',
  },
} as const satisfies Record<Language, unknown>;
