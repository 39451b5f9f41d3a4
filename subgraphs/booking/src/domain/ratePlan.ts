import type { Language } from '@ycyw/service/language';

/** How a price is made and paid; data/plans.json. NOW: by card while booking. AT_HAND_OVER: the card is saved and charged at the desk. */
export interface RatePlan {
  code: string;
  /** Of the plans' file. */
  version: string;
  name: Record<Language, string>;
  description: Record<Language, string>;
  payment: 'NOW' | 'AT_HAND_OVER';
  /** Of the list price. */
  factor: number;
  /** Whole days between the day of booking and the day of pick-up. */
  minLeadDays: number;
}

/** Whether a new hire can be had on the plan. */
export const isOffered = (plan: RatePlan, leadDays: number): boolean => leadDays >= plan.minLeadDays;

/** What the plan makes of the list price; a booking moved nearer than the plan's lead time keeps the plan and loses its discount. */
export const planFactor = (plan: RatePlan, leadDays: number): number =>
  isOffered(plan, leadDays) ? plan.factor : Math.max(1, plan.factor);
