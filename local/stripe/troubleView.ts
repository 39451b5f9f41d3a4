import { paymentMethodView } from './paymentMethods.ts';
import type { Trouble } from './records.ts';
import type { StripeError } from './failure.ts';
import type { World } from './world.ts';

/** `last_payment_error` and `last_setup_error`: Stripe's error object without the intent. */
export function troubleView(world: World, trouble: Trouble): StripeError {
  return {
    type: trouble.type,
    code: trouble.code,
    message: trouble.message,
    ...(trouble.charge !== null && { charge: world.store.ids.of('ch', trouble.charge) }),
    ...(trouble.decline !== null && { decline_code: trouble.decline }),
    ...(trouble.paymentMethod !== null && { payment_method: paymentMethodView(world, trouble.paymentMethod) }),
  };
}

/** The challenge is the bank's page: the browser's script shows it in a frame, a caller with a return_url is sent there. */
export function nextAction(origin: string, clientSecret: string, status: string, returnUrl: string | null) {
  if (status !== 'requires_action') return null;
  const url = `${origin}/v3/challenge?client_secret=${clientSecret}`;
  return returnUrl === null
    ? { type: 'use_stripe_sdk', use_stripe_sdk: { type: 'stripe_3ds2_challenge', url } }
    : { type: 'redirect_to_url', redirect_to_url: { return_url: returnUrl, url } };
}
