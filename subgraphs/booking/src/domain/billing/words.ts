import type { Language } from '@ycyw/service/language';
import { inWords } from '@ycyw/service/money';
import type { Unit } from '../rental.ts';
import type { Content } from './content.ts';
import type { Reason, ShownTender } from './documents.ts';
import type { BillingLineKind, DocumentLine } from './line.ts';
import type { DocumentKind } from './seller.ts';

type Said = Record<Language, string>;

const lineNames: Record<BillingLineKind, Said> = {
  RENTAL: { fr: 'Location', en: 'Rental' },
  ONE_WAY: { fr: 'Aller simple', en: 'One-way fee' },
  YOUNG_DRIVER: { fr: 'Jeune conducteur', en: 'Young driver' },
  OUT_OF_HOURS: { fr: 'Retour hors horaires', en: 'Out-of-hours return' },
  EXTRA: { fr: 'Option', en: 'Extra' },
  INSURANCE: { fr: 'Protection', en: 'Cover' },
  DELIVERY: { fr: 'Livraison', en: 'Delivery' },
  AIRPORT_SURCHARGE: { fr: 'Redevance d’aéroport', en: 'Airport charge' },
  CONCESSION_FEE: { fr: 'Redevance de concession de l’aéroport', en: 'Airport concession recovery fee' },
  PROMOTION: { fr: 'Promotion', en: 'Promotion' },
  ROUNDING: { fr: 'Arrondi', en: 'Rounding' },
  FUEL: { fr: 'Carburant', en: 'Fuel' },
  MILEAGE: { fr: 'Kilomètres supplémentaires', en: 'Extra kilometres' },
  DAMAGE: { fr: 'Dommage', en: 'Damage' },
  LATE_RETURN: { fr: 'Retour tardif', en: 'Late return' },
  FINE: { fr: 'Amende', en: 'Fine' },
  TOLL: { fr: 'Péage', en: 'Toll' },
  CLEANING: { fr: 'Nettoyage', en: 'Cleaning' },
  HANDLING: { fr: 'Frais de traitement', en: 'Handling fee' },
  CANCELLATION: { fr: 'Somme conservée selon les conditions d’annulation', en: 'Kept under the cancellation terms' },
};

const perUnit: Record<Unit, Said> = {
  HOUR: { fr: 'par heure', en: 'an hour' },
  DAY: { fr: 'par jour', en: 'a day' },
  WEEK: { fr: 'par semaine', en: 'a week' },
  MONTH: { fr: 'par mois', en: 'a month' },
};

/** What a line is for. */
export const lineName = ({ name, kind }: Pick<DocumentLine, 'name' | 'kind'>, language: Language): string =>
  name?.[language] ?? lineNames[kind][language];

/** The list price a unit that a line was reckoned from, e.g. "52,20 € par jour"; null where it has none. */
export function unitPrice({ unit, unitMinor, days }: DocumentLine, currency: string, language: Language): string | null {
  if (!unit || unitMinor === undefined) return null;
  const covered = days === undefined ? '' : ` (${String(days)} ${language === 'fr' ? 'jours' : 'days'})`;
  return `${inWords(unitMinor, currency, language)} ${perUnit[unit][language]}${covered}`;
}

const percents: Record<Language, Intl.NumberFormat> = {
  fr: new Intl.NumberFormat('fr', { style: 'percent', maximumFractionDigits: 4 }),
  en: new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 4 }),
};

/** A rate such as "0.055", in words: 5,5 %. */
export const percent = (rate: string, language: Language): string => percents[language].format(Number(rate));

/** A tax by its name and rate, e.g. "TVA 20 %"; with its jurisdiction where more than the country's levy it. */
export function taxName(
  { name, rate, jurisdiction }: { name: string; rate: string | null; jurisdiction: string },
  language: Language,
): string {
  const named = rate === null ? name : `${name} ${percent(rate, language)}`;
  return jurisdiction.length > 2 ? `${named}, ${jurisdiction}` : named;
}

const titles: Record<DocumentKind, Said> = { INVOICE: { fr: 'Facture', en: 'Invoice' }, CREDIT_NOTE: { fr: 'Avoir', en: 'Credit note' } };
export const titleOf = (kind: DocumentKind, language: Language): string => titles[kind][language];

const subjects: Record<Reason, Said> = {
  RENTAL: { fr: 'Location de voiture', en: 'Car rental' },
  CANCELLED: { fr: 'Réservation annulée', en: 'Cancelled booking' },
  NO_SHOW: { fr: 'Voiture non retirée', en: 'Car not picked up' },
  CHARGE: { fr: 'Frais après la location', en: 'Charges after the rental' },
  CREDIT: { fr: 'Remboursement', en: 'Refund' },
  RESTORED: { fr: 'Rétablissement d’une somme non remboursée', en: 'Reinstatement of an amount not refunded' },
};
export const subjectOf = ({ reason }: Pick<Content, 'reason'>, language: Language): string => subjects[reason][language];

const tenders: Record<ShownTender['method'], Said> = {
  CARD: { fr: 'Payé par carte', en: 'Paid by card' },
  TERMINAL: { fr: 'Payé par carte à l’agence', en: 'Paid by card at the desk' },
  CASH: { fr: 'Payé en espèces', en: 'Paid in cash' },
  CASHBACK: { fr: 'Payé par cagnotte', en: 'Paid by cashback' },
  REFUND: { fr: 'Remboursé', en: 'Refunded' },
};
export const tenderName = ({ method }: ShownTender, language: Language): string => tenders[method][language];

/** A date such as 2026-07-14, in words. */
export const dateInWords = (date: string, locale: string): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${date}T00:00Z`));

/** A wall clock such as 2026-07-14T10:00, in words. */
export const wallClockInWords = (local: string, locale: string): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' }).format(new Date(`${local.slice(0, 16)}Z`));
