import type { DriverInput, ViewerPartsFragment } from '@ycyw/core/generated/graphql';

export type DriverDraft = Partial<Record<keyof DriverInput, string>>;
export type DriverProblem = 'required' | 'badEmail' | 'badDate';

const key = 'ycyw.driver';

/** What was typed survives a reload of this tab, not the tab. */
export const keptDraft = {
  read: (): DriverDraft => {
    try {
      return JSON.parse(sessionStorage.getItem(key) ?? '{}') as DriverDraft;
    } catch {
      return {};
    }
  },
  write: (draft: DriverDraft) => {
    sessionStorage.setItem(key, JSON.stringify(draft));
  },
  forget: () => {
    sessionStorage.removeItem(key);
  },
};

/** The draft, with what the account knows where nothing was typed. */
export function driverOf(draft: DriverDraft, viewer: ViewerPartsFragment | null | undefined, country: string): DriverInput {
  const account = viewer?.account;
  return {
    givenName: draft.givenName ?? account?.givenName ?? '',
    familyName: draft.familyName ?? account?.familyName ?? '',
    birthDate: draft.birthDate ?? account?.birthDate ?? '',
    licenceNumber: draft.licenceNumber ?? '',
    licenceCountry: draft.licenceCountry ?? country,
    email: draft.email ?? account?.email ?? '',
    phone: draft.phone ?? account?.phone ?? '',
  };
}

export function driverProblems(driver: DriverInput): Partial<Record<keyof DriverInput, DriverProblem>> {
  const problems: Partial<Record<keyof DriverInput, DriverProblem>> = {};
  for (const field of ['givenName', 'familyName', 'birthDate', 'licenceNumber', 'email'] as const) {
    if (driver[field].trim() === '') problems[field] = 'required';
  }
  if (!problems.email && !/^\S+@\S+\.\S+$/.test(driver.email.trim())) problems.email = 'badEmail';
  if (!problems.birthDate && !/^(19|20)\d\d-\d\d-\d\d$/.test(driver.birthDate)) problems.birthDate = 'badDate';
  return problems;
}
