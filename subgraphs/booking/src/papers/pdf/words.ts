import type { Language } from '@ycyw/service/language';

/** What is printed around the facts. */
export interface Words {
  seller: string;
  buyer: string;
  forgotten: string;
  issuedOn: string;
  suppliedOn: string;
  booking: string;
  refersTo: string;
  of: string;
  pickUp: string;
  dropOff: string;
  car: string;
  odometer: string;
  description: string;
  quantity: string;
  net: string;
  rate: string;
  tax: string;
  gross: string;
  taxes: string;
  base: string;
  noTax: string;
  total: string;
  credited: string;
  due: string;
  vat: string;
  page: string;
  cashback: string;
  demonstration: string;
}

export const words: Record<Language, Words> = {
  fr: {
    seller: 'Vendeur',
    buyer: 'Client',
    forgotten: 'Identité effacée à la demande du client',
    issuedOn: 'Émise le',
    suppliedOn: 'Date de la prestation',
    booking: 'Réservation',
    refersTo: 'Se rapporte à',
    of: 'du',
    pickUp: 'Départ',
    dropOff: 'Retour',
    car: 'Voiture',
    odometer: 'Compteur',
    description: 'Désignation',
    quantity: 'Qté',
    net: 'Hors taxes',
    rate: 'Taux',
    tax: 'Taxe',
    gross: 'Total',
    taxes: 'Détail des taxes',
    base: 'Base',
    noTax: 'Aucune taxe n’est due sur ce document.',
    total: 'Total toutes taxes comprises',
    credited: 'Total remboursé',
    due: 'Reste à payer',
    vat: 'TVA intracommunautaire',
    page: 'Page {n} sur {all}',
    cashback: 'La cagnotte est un moyen de paiement : elle ne diminue ni le prix ni la base des taxes.',
    demonstration: 'Document de démonstration : la société, son adresse et ses numéros sont fictifs.',
  },
  en: {
    seller: 'Seller',
    buyer: 'Customer',
    forgotten: 'Identity erased at the customer’s request',
    issuedOn: 'Issued on',
    suppliedOn: 'Date of supply',
    booking: 'Booking',
    refersTo: 'Refers to',
    of: 'of',
    pickUp: 'Pick-up',
    dropOff: 'Return',
    car: 'Car',
    odometer: 'Odometer',
    description: 'Description',
    quantity: 'Qty',
    net: 'Net',
    rate: 'Rate',
    tax: 'Tax',
    gross: 'Total',
    taxes: 'Taxes in detail',
    base: 'Base',
    noTax: 'No tax is due on this document.',
    total: 'Total, taxes included',
    credited: 'Total refunded',
    due: 'Still to be paid',
    vat: 'VAT number',
    page: 'Page {n} of {all}',
    cashback: 'Cashback is a means of payment: it lowers neither the price nor the base of the taxes.',
    demonstration: 'Demonstration document: the company, its address and its numbers are fictitious.',
  },
};
