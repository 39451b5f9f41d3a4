import { Refusal } from '@ycyw/service/refusal';
import type { BookingState } from './bookingState.ts';

export type PhotoPurpose =
  | 'HAND_OVER'
  | 'TAKE_BACK'
  | 'DAMAGE'
  | 'CHARGE'
  | 'DISPUTE'
  | 'HAND_OVER_SIGNATURE'
  | 'HAND_OVER_AGENT_SIGNATURE'
  | 'TAKE_BACK_SIGNATURE'
  | 'TAKE_BACK_AGENT_SIGNATURE';

export const isSignature = (purpose: PhotoPurpose): boolean => purpose.endsWith('_SIGNATURE');
export const isAgentSignature = (purpose: PhotoPurpose): boolean => purpose.endsWith('_AGENT_SIGNATURE');

/** 12 MiB. */
export const mostBytes = 12_582_912;
/** What one booking may have, of the desk's and of the renter's. */
export const mostOfDesk = 200;
export const mostOfRenter = 20;

/** Refuses with BAD_INPUT, naming the field, what cannot become a picture. */
export function requirePicture({ purpose, mediaType, bytes }: { purpose: PhotoPurpose; mediaType: string; bytes: number }): void {
  const types = isSignature(purpose) ? ['image/png'] : ['image/jpeg', 'image/png', 'image/webp'];
  if (!types.includes(mediaType)) throw new Refusal('BAD_INPUT', `mediaType ${types.join(' ')}`);
  if (bytes < 1 || bytes > mostBytes) throw new Refusal('BAD_INPUT', `bytes 1…${String(mostBytes)}`);
}

const begun: readonly BookingState[] = ['IN_PROGRESS', 'RETURNED', 'CLOSED'];

/** Refuses with WRONG_STATE pictures of what the rental has not come to, or has left behind. */
export function requireTimeFor(purpose: PhotoPurpose, state: BookingState): void {
  const atHandOver = purpose === 'DAMAGE' || purpose.startsWith('HAND_OVER');
  const later = !purpose.startsWith('HAND_OVER');
  if (!((atHandOver && state === 'CONFIRMED') || (later && begun.includes(state)))) throw new Refusal('WRONG_STATE');
}
