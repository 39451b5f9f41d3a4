import { chargeView } from './charges.ts';
import { customerView } from './customers.ts';
import { disputeView } from './disputes.ts';
import { invalid } from './failure.ts';
import type { Kind } from './ids.ts';
import { paymentIntentView } from './paymentIntentView.ts';
import { paymentMethodView } from './paymentMethods.ts';
import { refundView } from './refunds.ts';
import { setupIntentView } from './setupIntents.ts';
import type { View } from './view.ts';
import type { World } from './world.ts';

type Show = (world: World, place: number) => View;

const EXPANDABLE: Record<string, { kind: Kind; show: Show }> = {
  charge: { kind: 'ch', show: chargeView },
  customer: { kind: 'cus', show: customerView },
  dispute: { kind: 'du', show: disputeView },
  latest_charge: { kind: 'ch', show: chargeView },
  payment_intent: { kind: 'pi', show: paymentIntentView },
  payment_method: { kind: 'pm', show: paymentMethodView },
  refund: { kind: 're', show: refundView },
  setup_intent: { kind: 'seti', show: setupIntentView },
};

const isView = (value: unknown): value is View => typeof value === 'object' && value !== null && !Array.isArray(value);

function expandStep(world: World, object: View, path: string[]): void {
  const [step = '', ...rest] = path;
  if (step === 'refunds' && object['object'] === 'charge') object['refunds'] ??= refundsOf(world, object);
  const value = object[step];
  if (value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) if (isView(item) && rest.length > 0) expandStep(world, item, rest);
    return;
  }
  const expandable = EXPANDABLE[step];
  if (typeof value === 'string' && expandable !== undefined) {
    const place = world.store.ids.place(expandable.kind, value);
    if (place !== undefined) object[step] = expandable.show(world, place);
  } else if (!isView(value)) throw invalid(`This property cannot be expanded (${step}).`, 'expand');
  const next = object[step];
  if (rest.length > 0 && isView(next)) expandStep(world, next, rest);
}

function refundsOf(world: World, charge: View): View {
  const id = String(charge['id']);
  const place = world.store.ids.place('ch', id);
  const data = world.store.refunds.rows.flatMap((row, at) => (row.charge === place ? [refundView(world, at)] : [])).reverse();
  return { object: 'list', data, has_more: false, url: `/v1/charges/${id}/refunds` };
}

/** Replaces ids by objects along each path, e.g. `latest_charge.payment_method` or `data.customer`, at most four deep. */
export function expand(world: World, object: View, paths: string[]): void {
  for (const path of paths) {
    const steps = path.split('.');
    if (steps.length > 5) throw invalid('You cannot expand more than 4 levels of a property.', 'expand');
    expandStep(world, object, steps);
  }
}
