/** Whom identity's seed lets in; they exist only in the local start. */
export const demoPassword = 'Drive-Your-Way-2026';

export const demoAccounts = [
  { email: 'claire.renter@example.com', role: 'CUSTOMER', region: 'EU' },
  { email: 'sam.renter@example.com', role: 'CUSTOMER', region: 'UK' },
  { email: 'marie.agent@example.com', role: 'AGENT', region: 'EU' },
  { email: 'leo.agent@example.com', role: 'AGENT', region: 'EU' },
  { email: 'noah.manager@example.com', role: 'MANAGER', region: 'EU' },
  { email: 'ada.admin@example.com', role: 'ADMIN', region: 'EU' },
  { email: 'paul.partner@example.com', role: 'PARTNER', region: 'EU' },
] as const;

/** Those who must have a second factor. */
export const demoStaff: readonly string[] = demoAccounts
  .filter(({ role }) => role === 'AGENT' || role === 'MANAGER' || role === 'ADMIN')
  .map(({ email }) => email);
