import { Refusal } from '@ycyw/service/refusal';

export const chargeStates = [
  'ANNOUNCED',
  'DISPUTED',
  'DUE',
  'COLLECTING',
  'COLLECTED',
  'FAILED',
  'WAIVED',
  'WITHDRAWN',
  'REFUNDED',
] as const;
export type ChargeState = (typeof chargeStates)[number];

const transitions: Record<ChargeState, readonly ChargeState[]> = {
  // The renter may pay before the window to dispute is over.
  ANNOUNCED: ['DISPUTED', 'DUE', 'COLLECTING', 'WITHDRAWN'],
  DISPUTED: ['DUE', 'WAIVED', 'WITHDRAWN'],
  DUE: ['COLLECTING', 'WITHDRAWN'],
  // Back where its payment was let go: to DUE, or to ANNOUNCED while it can still be disputed.
  COLLECTING: ['COLLECTED', 'FAILED', 'DUE', 'ANNOUNCED'],
  // The renter may pay the same payment, or it is asked for together with what falls due later. They may dispute it in its window.
  FAILED: ['COLLECTED', 'COLLECTING', 'DUE', 'ANNOUNCED', 'DISPUTED', 'WITHDRAWN'],
  COLLECTED: ['REFUNDED'],
  WAIVED: [],
  WITHDRAWN: [],
  REFUNDED: [],
};

export const mayCharge = (from: ChargeState, to: ChargeState): boolean => transitions[from].includes(to);

/** Whether its renter may dispute it: nothing is paid or decided, and the window is open. */
export const isDisputable = (
  { state, disputableUntil, dispute }: { state: ChargeState; disputableUntil: Date; dispute: object | null },
  now: Date,
): boolean => dispute === null && mayCharge(state, 'DISPUTED') && now < disputableUntil;

/** From which states a charge may come to `to`. */
export const statesBefore = (to: ChargeState): ChargeState[] => chargeStates.filter((from) => mayCharge(from, to));

/** Refuses with WRONG_STATE what the table of transitions does not allow. */
export function requireCharge(from: ChargeState, to: ChargeState): void {
  if (!mayCharge(from, to)) throw new Refusal('WRONG_STATE', from);
}

/** Nothing is decided about its money, or the money has still to come: a deposit is kept for it. */
export const openCharge: readonly ChargeState[] = ['ANNOUNCED', 'DISPUTED', 'DUE', 'COLLECTING', 'FAILED'];

export type Outcome = 'UPHELD' | 'REDUCED' | 'WAIVED';
