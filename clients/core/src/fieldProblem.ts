/** Why a field cannot be sent as it stands; messages have a sentence for each under `field`. */
export type FieldProblem =
  | 'required'
  | 'badEmail'
  | 'badDate'
  | 'badPhone'
  | 'badCode'
  | 'badNumber'
  | 'shortPassword'
  | 'past'
  | 'order'
  | 'word'
  | 'noAgency'
  | 'noScope';

export type FieldProblems<Field extends string> = Partial<Record<Field, FieldProblem>>;

const passwordLength = 12;

export function requiredProblem(text: string): FieldProblem | undefined {
  return text.trim() === '' ? 'required' : undefined;
}

export function emailProblem(text: string): FieldProblem | undefined {
  return requiredProblem(text) ?? (/^\S+@\S+\.\S+$/.test(text.trim()) ? undefined : 'badEmail');
}

/** What can be known here; whether it is a common one the server says. */
export function newPasswordProblem(text: string): FieldProblem | undefined {
  return requiredProblem(text) ?? (Array.from(text).length < passwordLength ? 'shortPassword' : undefined);
}

/** A LocalDate as date fields give it. */
export function dateProblem(text: string): FieldProblem | undefined {
  return requiredProblem(text) ?? (/^(19|20)\d\d-\d\d-\d\d$/.test(text) ? undefined : 'badDate');
}

/** Six digits, however they are spaced. */
export function totpProblem(text: string): FieldProblem | undefined {
  return requiredProblem(text) ?? (/^\d{6}$/.test(text.replace(/\s/g, '')) ? undefined : 'badCode');
}

/** Only the fields that have a problem. */
export function problemsOf<Field extends string>(checked: Record<Field, FieldProblem | undefined>): FieldProblems<Field> {
  return Object.fromEntries(Object.entries(checked).filter(([, problem]) => problem !== undefined)) as FieldProblems<Field>;
}
