import type { Viewer } from './Graph.tsx';

export const staffRoles = ['AGENT', 'MANAGER', 'ADMIN'];

/** Staff without a second factor have the rights of a customer until they set one up. */
export function factorMissing({ account }: Viewer): boolean {
  return account?.mfa.required === true && !account.mfa.totp && account.mfa.passkeys === 0;
}
