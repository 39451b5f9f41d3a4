import type { Language } from '@ycyw/service/language';
import { inWords } from '@ycyw/service/money';
import type { Basis } from '../../domain/charge/reading.ts';

type Say<Kind extends Basis['kind']> = (basis: Extract<Basis, { kind: Kind }>, format: Formats) => string;

interface Formats {
  amount: (minor: number) => string;
  number: (value: number) => string;
}

const grades: Record<string, Record<Language, string>> = {
  INTERIOR: { fr: 'intérieur à nettoyer au-delà de l’entretien courant', en: 'interior beyond everyday cleaning' },
  STAINS: { fr: 'taches ou poils à enlever', en: 'stains or hair to be removed' },
  SMOKE: { fr: 'odeur de tabac à traiter', en: 'smell of smoke to be treated' },
};
const marks: Record<string, Record<Language, string>> = {
  SCRATCH: { fr: 'rayure', en: 'scratch' },
  DENT: { fr: 'bosse', en: 'dent' },
  CRACK: { fr: 'fissure', en: 'crack' },
  MISSING: { fr: 'pièce manquante', en: 'missing part' },
};
const severities: Record<string, Record<Language, string>> = {
  SLIGHT: { fr: 'légère', en: 'slight' },
  MODERATE: { fr: 'moyenne', en: 'moderate' },
  SEVERE: { fr: 'importante', en: 'severe' },
};

const duration = (minutes: number): string => {
  const hours = Math.floor(minutes / 60);
  return `${String(hours)} h ${String(minutes % 60).padStart(2, '0')}`;
};

/** Of a tank or a battery. */
const part = (parts: number, of: 8 | 100): string => (of === 8 ? `${parts}/8` : `${parts}\u00a0%`);

interface Sentences {
  MILEAGE: Say<'MILEAGE'>;
  FUEL: Say<'FUEL'>;
  LATE_RETURN: Say<'LATE_RETURN'>;
  CLEANING: Say<'CLEANING'>;
  DAMAGE: Say<'DAMAGE'>;
  FINE: Say<'FINE' | 'TOLL'>;
}

const sentences: Record<Language, Sentences> = {
  fr: {
    MILEAGE: ({ drivenKm, includedKm, extraKm, perKmMinor, chargedKm = 0 }, { number, amount }) =>
      `${number(drivenKm)}\u00a0km parcourus, ${number(includedKm)}\u00a0km inclus\u00a0: ${number(extraKm)}\u00a0km supplémentaires à ${amount(perKmMinor)}, le prix fixé à la réservation${chargedKm > 0 ? `, moins ${number(chargedKm)}\u00a0km déjà facturés` : ''}.`,
    FUEL: ({ electric, before, after, missing, of, perPartMinor, feeMinor }, { amount }) =>
      `${electric ? 'Batterie' : 'Réservoir'} remis à ${part(before, of)}, rendu à ${part(after, of)}\u00a0: ${part(missing, of)} à ${amount(perPartMinor)}, plus ${amount(feeMinor)} de frais de ${electric ? 'recharge' : 'remplissage'}.`,
    LATE_RETURN: ({ minutes, unit, count, unitMinor }, { amount }) =>
      `Retour ${duration(minutes)} après l’heure prévue, 59 minutes étant offertes\u00a0: ${count} ${unit === 'HOUR' ? (count > 1 ? 'heures commencées' : 'heure commencée') : count > 1 ? 'jours commencés' : 'jour commencé'} à ${amount(unitMinor)}, d’après le prix de votre location.`,
    CLEANING: ({ grade }) => `Forfait de nettoyage\u00a0: ${grades[grade]?.fr ?? grade}.`,
    DAMAGE: ({ mark, severity }) =>
      mark
        ? `D’après le barème des dommages\u00a0: ${marks[mark]?.fr ?? mark}, gravité ${severities[severity ?? '']?.fr ?? ''}. Une indemnité ne supporte pas la TVA.`
        : 'D’après le motif indiqué. Une indemnité ne supporte pas la TVA.',
    FINE: ({ kind, passedOnMinor, feeMinor }, { amount }) =>
      `${kind === 'FINE' ? 'Amende' : 'Péage'} de ${amount(passedOnMinor)}, ${kind === 'FINE' ? 'refacturée' : 'refacturé'} à l’identique et hors TVA, plus ${amount(feeMinor)} TTC de frais de dossier.`,
  },
  en: {
    MILEAGE: ({ drivenKm, includedKm, extraKm, perKmMinor, chargedKm = 0 }, { number, amount }) =>
      `${number(drivenKm)} km driven, ${number(includedKm)} km included: ${number(extraKm)} extra km at ${amount(perKmMinor)}, the price fixed when you booked${chargedKm > 0 ? `, less ${number(chargedKm)} km charged before` : ''}.`,
    FUEL: ({ electric, before, after, missing, of, perPartMinor, feeMinor }, { amount }) =>
      `${electric ? 'Battery' : 'Tank'} handed over at ${part(before, of)}, returned at ${part(after, of)}: ${part(missing, of)} at ${amount(perPartMinor)}, plus a ${electric ? 'charging' : 'refuelling'} fee of ${amount(feeMinor)}.`,
    LATE_RETURN: ({ minutes, unit, count, unitMinor }, { amount }) =>
      `Returned ${duration(minutes)} after the agreed time, 59 minutes being free: ${count} started ${unit === 'HOUR' ? 'hour' : 'day'}${count > 1 ? 's' : ''} at ${amount(unitMinor)}, from the price of your own rental.`,
    CLEANING: ({ grade }) => `Fixed cleaning price: ${grades[grade]?.en ?? grade}.`,
    DAMAGE: ({ mark, severity }) =>
      mark
        ? `By the damage price list: ${marks[mark]?.en ?? mark}, ${severities[severity ?? '']?.en ?? ''}. No VAT falls on compensation.`
        : 'For the reason given. No VAT falls on compensation.',
    FINE: ({ kind, passedOnMinor, feeMinor }, { amount }) =>
      `${kind === 'FINE' ? 'Fine' : 'Toll'} of ${amount(passedOnMinor)}, passed on as it is and without VAT, plus a handling fee of ${amount(feeMinor)}, taxes included.`,
  },
};

/** How a charge was computed, in words with its figures. */
export function ruleOf(basis: Basis, currency: string, language: Language): string {
  const says = sentences[language];
  const number = new Intl.NumberFormat(language);
  const format: Formats = { amount: (minor) => inWords(minor, currency, language), number: (value) => number.format(value) };
  switch (basis.kind) {
    case 'MILEAGE':
      return says.MILEAGE(basis, format);
    case 'FUEL':
      return says.FUEL(basis, format);
    case 'LATE_RETURN':
      return says.LATE_RETURN(basis, format);
    case 'CLEANING':
      return says.CLEANING(basis, format);
    case 'DAMAGE':
      return says.DAMAGE(basis, format);
    default:
      return says.FINE(basis, format);
  }
}
