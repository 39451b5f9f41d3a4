import type { Money } from './money.ts';

type Minor = Pick<Money, 'minor'>;
type Tier = { from?: string | null; refund: Minor };

/** One way to pay for the same car and time. */
export type Plan = {
  id: string;
  ratePlan: { code: string; payment: 'NOW' | 'AT_HAND_OVER' };
  price: { total: Money; due: Minor };
  cancellation: readonly Tier[];
};

/** Cancelling the one never gives back a lesser share, at any time, than cancelling the other: the same steps, each as good. */
function asForgiving(one: Plan, other: Plan): boolean {
  if (one.cancellation.length !== other.cancellation.length) return false;
  return one.cancellation.every(({ from, refund }, index) => {
    const against = other.cancellation[index];
    if (!against || (from ?? null) !== (against.from ?? null)) return false;
    const [mine, theirs] = [refund.minor * other.price.due.minor, against.refund.minor * one.price.due.minor];
    // Shares of amounts that were rounded to a whole minor unit.
    return mine >= theirs - one.price.due.minor - other.price.due.minor;
  });
}

/** The ways to pay that somebody may prefer, cheapest first: not those that another, paid at the same time and as forgiving, undercuts. */
export function plansWorthShowing<Shown extends Plan>(plans: readonly Shown[]): Shown[] {
  const byPrice = [...plans].sort((one, other) => one.price.total.minor - other.price.total.minor);
  return byPrice.filter(
    (plan, index) =>
      !byPrice.slice(0, index).some((cheaper) => cheaper.ratePlan.payment === plan.ratePlan.payment && asForgiving(cheaper, plan)),
  );
}
