import type { HeaderLine } from './authentication.ts';

/** Why a mail opens nothing: nobody wrote it. */
export type Automatic = 'AUTOMATIC' | 'BOUNCE' | 'LIST';

const machines = /^(mailer-daemon|postmaster)@/;

/** What a machine sent: bounces (RFC 3464), answers of absent people (RFC 3834), lists and bulk. Null where somebody wrote. */
export function automaticIn(headers: readonly HeaderLine[], address: string): Automatic | null {
  const valuesOf = (name: string): string[] => headers.flatMap(({ key, value }) => (key === name ? [value.trim().toLowerCase()] : []));
  const has = (name: string): boolean => valuesOf(name).length > 0;
  const isReport = valuesOf('content-type').some((value) => value.startsWith('multipart/report'));
  if (isReport || machines.test(address) || valuesOf('return-path').includes('<>')) return 'BOUNCE';
  const precedence = valuesOf('precedence');
  if (has('list-id') || has('list-unsubscribe') || precedence.some((value) => ['list', 'bulk', 'junk'].includes(value))) return 'LIST';
  const answered = valuesOf('auto-submitted').some((value) => value.split(';')[0]?.trim() !== 'no');
  if (answered || has('x-autoreply') || has('x-autorespond') || precedence.includes('auto_reply')) return 'AUTOMATIC';
  return null;
}
