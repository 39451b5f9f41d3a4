import type { Vault, PersonalKey } from '@ycyw/service/vault';
import type { Region } from '@ycyw/service/viewer';
import type { Profile } from '../domain/profile.ts';

/** The columns that hold a profile: of a user, and of the registration that became it under the same id. */
export interface SealedProfile {
  profile: Buffer<ArrayBuffer>;
  emailIndex: Buffer<ArrayBuffer>;
}

export const about = 'user.profile';

/** By which an address is found; addresses that differ by case alone are one. */
export const emailIndex = (vault: Vault, email: string): Buffer<ArrayBuffer> => vault.blindIndex(email.trim().toLowerCase(), 'user.email');

/** Seals a profile for its owner, whose key is made at first use. Not inside a transaction. */
export async function sealProfile(vault: Vault, owner: string, region: Region, profile: Profile): Promise<SealedProfile> {
  const key = await vault.keyOf(owner, region);
  return { profile: key.seal(JSON.stringify(profile), about), emailIndex: emailIndex(vault, profile.email) };
}

export const openProfile = (key: PersonalKey, sealed: Uint8Array): Profile => JSON.parse(key.open(sealed, about)) as Profile;
