import type { Role } from '@ycyw/service/viewer';

/** What a person can prove a second time with. */
export interface Factors {
  totp: boolean;
  passkeys: number;
  recoveryCodesLeft: number;
}

export type SecondFactor = 'TOTP' | 'PASSKEY' | 'RECOVERY_CODE';

/** Recovery codes stand in for a factor; they are none. */
export const secondFactors = ({ totp, passkeys }: Factors): number => Number(totp) + passkeys;

export function methodsOf(factors: Factors): SecondFactor[] {
  const methods: SecondFactor[] = [];
  if (factors.totp) methods.push('TOTP');
  if (factors.passkeys > 0) methods.push('PASSKEY');
  if (factors.recoveryCodesLeft > 0) methods.push('RECOVERY_CODE');
  return methods;
}

/** Whether the role is given only to who has proven a second factor. */
export const mustHaveFactor = (role: Role): boolean => role === 'AGENT' || role === 'MANAGER' || role === 'ADMIN';

/** The rights that a session has: staff who proved one factor only are customers. */
export const roleIn = (role: Role, session: { factor: boolean }): Role => (mustHaveFactor(role) && !session.factor ? 'CUSTOMER' : role);
