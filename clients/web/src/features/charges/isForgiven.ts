import type { ChargeState } from '@ycyw/core/generated/graphql';

/** Nothing is owed for it any more. */
export const isForgiven = (state: ChargeState): boolean => state === 'WAIVED' || state === 'WITHDRAWN' || state === 'REFUNDED';
