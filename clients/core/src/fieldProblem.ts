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
  | 'badId'
  | 'noScope'
  | 'noUnit'
  | 'badReference'
  | 'refused';

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

/** An id as the graph gives it; nothing at all is no problem. */
export function idProblem(text: string): FieldProblem | undefined {
  return text === '' || /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text) ? undefined : 'badId';
}

/** Only the fields that have a problem. */
export function problemsOf<Field extends string>(checked: Record<Field, FieldProblem | undefined>): FieldProblems<Field> {
  return Object.fromEntries(Object.entries(checked).filter(([, problem]) => problem !== undefined)) as FieldProblems<Field>;
}
