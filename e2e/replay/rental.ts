import type { Plan, Wish } from './plan.ts';

/** A reservation that the engine has accepted, as the replay knows it. */
export interface Rental {
  plan: Plan;
  acriss: string;
  bookingId: string;
  reference: string;
  /** What is booked at present. */
  wish: Wish;
  /** What the card has paid and not got back. */
  paidMinor: number;
  /** What the journey booked at present costs. */
  totalMinor: number;
  state: 'CONFIRMED' | 'CANCELLED' | 'NO_SHOW' | 'IN_PROGRESS' | 'RETURNED';
}
