import type { Language } from '@ycyw/service/language';
import type { ImportField } from './importReading.ts';

const sentences = {
  UNREADABLE: { fr: 'Ligne illisible.', en: 'The line cannot be read.' },
  TOO_MANY_COLUMNS: { fr: 'La ligne a {detail} colonnes de trop.', en: 'The line has {detail} columns too many.' },
  MISSING: { fr: 'Valeur absente.', en: 'No value.' },
  MALFORMED: { fr: 'Valeur mal formée : {detail}', en: 'Malformed value: {detail}' },
  TOO_LONG: { fr: 'Trop long : au plus {detail} caractères.', en: 'Too long: at most {detail} characters.' },
  PLATE_TWICE: { fr: 'Cette plaque est déjà à la ligne {detail} du fichier.', en: 'This plate is on line {detail} of the file already.' },
  PLATE_TAKEN: {
    fr: 'Cette plaque vient d’être ajoutée par ailleurs. Importez la ligne de nouveau.',
    en: 'This plate was added from elsewhere just now. Import the row again.',
  },
  YEAR_OUT_OF_RANGE: { fr: 'L’année doit être entre {detail}.', en: 'The year must be within {detail}.' },
  UNKNOWN_ACRISS: { fr: 'Code ACRISS inconnu : {detail}.', en: 'Unknown ACRISS code: {detail}.' },
  CLASS_NOT_SOLD: { fr: 'La classe {detail} n’est pas vendue.', en: 'The class {detail} is not sold.' },
  UNKNOWN_AGENCY: { fr: 'Agence inconnue : {detail}.', en: 'Unknown agency: {detail}.' },
  NOT_YOUR_AGENCY: { fr: 'Vous ne travaillez pas à l’agence {detail}.', en: 'You do not work at the agency {detail}.' },
  ODOMETER_BACKWARDS: { fr: 'Le compteur en est déjà à {detail} km.', en: 'The odometer is at {detail} km already.' },
  UNKNOWN_STATE: { fr: 'État inconnu : {detail}.', en: 'Unknown state: {detail}.' },
  STATE_NOT_IMPORTED: {
    fr: 'L’état {detail} ne vient que d’une location ou d’un transfert.',
    en: 'The state {detail} comes of rentals and transfers alone.',
  },
  WRONG_STATE: {
    fr: 'Le véhicule est dans l’état {detail} : ce n’est pas possible maintenant.',
    en: 'The vehicle’s state is {detail}: this is not possible now.',
  },
} as const satisfies Record<string, Record<Language, string>>;

export type ImportReason = keyof typeof sentences;

/** Why a line was not taken. field: null where the line as a whole is meant; detail: what fills the sentence's gap. */
export interface RowRefusal {
  line: number;
  field: ImportField | null;
  code: ImportReason;
  detail: string;
}

const isKnown = (code: string): code is ImportReason => Object.hasOwn(sentences, code);

/** The refusal in the reader's words; an unknown code as it is. */
export const sentenceOf = ({ code, detail }: { code: string; detail: string }, language: Language): string =>
  isKnown(code) ? sentences[code][language].replace('{detail}', () => detail) : code;

const longest = 60;

/** A value of the file as a refusal may repeat it: PostgreSQL's text holds neither NUL nor half characters. */
export const quoted = (value: string): string => value.slice(0, longest).replace(/[\p{Cc}\p{Cs}]/gu, '\uFFFD');
