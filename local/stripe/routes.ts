import { CANCEL_PARAMS, CAPTURE_PARAMS, cancelPaymentIntent, capturePaymentIntent, expireHold } from './capture.ts';
import { answerChallenge, showChallenge } from './challenge.ts';
import { chargeView } from './charges.ts';
import { CONFIRM_PARAMS, confirmPaymentIntent } from './confirmation.ts';
import { CUSTOMER_PARAMS, createCustomer, customerView, deleteCustomer, updateCustomer } from './customers.ts';
import { DISPUTE_PARAMS, dispute, disputeView, updateDispute } from './disputes.ts';
import type { Form } from './form.ts';
import { LIST_PARAMS } from './list.ts';
import * as lists from './lists.ts';
import { browserView, paymentIntentView } from './paymentIntentView.ts';
import { CREATE_PARAMS, UPDATE_PARAMS, createPaymentIntent, updatePaymentIntent } from './paymentIntents.ts';
import { attachPaymentMethod, detachPaymentMethod, paymentMethod, paymentMethodView } from './paymentMethods.ts';
import { REFUND_PARAMS, createRefund, refund, refundView, updateRefund } from './refunds.ts';
import * as setup from './setupIntents.ts';
import type { View } from './view.ts';
import type { World } from './world.ts';

export type Call = { world: World; id: string; form: Form; server: boolean };
export type Route = {
  /** `client`: open to the publishable key with the intent's client secret; `anyone`: the secret in the body is enough. */
  access: 'secret' | 'client' | 'anyone';
  params: ReadonlySet<string>;
  run: (call: Call) => View;
};

const COMMON = ['expand', 'client_secret', 'key', '_stripe_version'];
const route = (params: string[], run: Route['run'], access: Route['access'] = 'secret'): Route => ({
  access,
  params: new Set([...COMMON, ...params]),
  run,
});
const shown = (server: boolean, view: View) => (server ? view : browserView(view));

/** Keyed by method and path, `:id` for the one variable step; paths below /v1 unless they say otherwise. */
export const ROUTES: ReadonlyMap<string, Route> = new Map([
  ['POST /v1/customers', route(CUSTOMER_PARAMS, ({ world, form }) => createCustomer(world, form))],
  ['GET /v1/customers', route([...LIST_PARAMS, 'email'], ({ world, form }) => lists.listCustomers(world, form))],
  ['GET /v1/customers/:id', route([], ({ world, id }) => customerView(world, world.place('cus', world.store.customers, 'customer', id)))],
  ['DELETE /v1/customers/:id', route([], ({ world, id }) => deleteCustomer(world, id))],
  ['POST /v1/customers/:id', route(CUSTOMER_PARAMS, ({ world, id, form }) => updateCustomer(world, id, form))],
  [
    'GET /v1/customers/:id/payment_methods',
    route([...LIST_PARAMS, 'type'], ({ world, id, form }) => lists.listPaymentMethods(world, form, id)),
  ],

  ['POST /v1/payment_intents', route(CREATE_PARAMS, ({ world, form }) => createPaymentIntent(world, form))],
  ['GET /v1/payment_intents', route([...LIST_PARAMS, 'customer'], ({ world, form }) => lists.listPaymentIntents(world, form))],
  [
    'GET /v1/payment_intents/:id',
    route(
      [],
      ({ world, id, server }) => {
        const place = world.paymentIntent(id);
        expireHold(world, place, world.now());
        return shown(server, paymentIntentView(world, place));
      },
      'client',
    ),
  ],
  ['POST /v1/payment_intents/:id', route(UPDATE_PARAMS, ({ world, id, form }) => updatePaymentIntent(world, id, form))],
  [
    'POST /v1/payment_intents/:id/confirm',
    route(
      CONFIRM_PARAMS,
      ({ world, id, form, server }) => shown(server, confirmPaymentIntent(world, world.paymentIntent(id), form, server)),
      'client',
    ),
  ],
  [
    'POST /v1/payment_intents/:id/capture',
    route(CAPTURE_PARAMS, ({ world, id, form }) => capturePaymentIntent(world, world.paymentIntent(id), form)),
  ],
  [
    'POST /v1/payment_intents/:id/cancel',
    route(CANCEL_PARAMS, ({ world, id, form }) => cancelPaymentIntent(world, world.paymentIntent(id), form)),
  ],

  ['POST /v1/setup_intents', route(setup.SETUP_CREATE_PARAMS, ({ world, form }) => setup.createSetupIntent(world, form))],
  ['GET /v1/setup_intents', route([...LIST_PARAMS, 'customer'], ({ world, form }) => lists.listSetupIntents(world, form))],
  [
    'GET /v1/setup_intents/:id',
    route([], ({ world, id, server }) => shown(server, setup.setupIntentView(world, world.setupIntent(id))), 'client'),
  ],
  ['POST /v1/setup_intents/:id', route(setup.SETUP_UPDATE_PARAMS, ({ world, id, form }) => setup.updateSetupIntent(world, id, form))],
  [
    'POST /v1/setup_intents/:id/confirm',
    route(
      setup.SETUP_CONFIRM_PARAMS,
      ({ world, id, form, server }) => shown(server, setup.confirmSetupIntent(world, world.setupIntent(id), form, server)),
      'client',
    ),
  ],
  [
    'POST /v1/setup_intents/:id/cancel',
    route(CANCEL_PARAMS, ({ world, id, form }) => setup.cancelSetupIntent(world, world.setupIntent(id), form)),
  ],

  ['GET /v1/payment_methods', route([...LIST_PARAMS, 'customer', 'type'], ({ world, form }) => lists.listPaymentMethods(world, form))],
  ['GET /v1/payment_methods/:id', route([], ({ world, id }) => paymentMethodView(world, paymentMethod(world, id)))],
  ['POST /v1/payment_methods/:id/attach', route(['customer'], ({ world, id, form }) => attachPaymentMethod(world, id, form))],
  ['POST /v1/payment_methods/:id/detach', route([], ({ world, id }) => detachPaymentMethod(world, id))],

  ['GET /v1/charges', route([...LIST_PARAMS, 'payment_intent', 'customer'], ({ world, form }) => lists.listCharges(world, form))],
  ['GET /v1/charges/:id', route([], ({ world, id }) => chargeView(world, world.charge(id)))],

  ['POST /v1/refunds', route(REFUND_PARAMS, ({ world, form }) => createRefund(world, form))],
  ['GET /v1/refunds', route([...LIST_PARAMS, 'payment_intent', 'charge'], ({ world, form }) => lists.listRefunds(world, form))],
  ['GET /v1/refunds/:id', route([], ({ world, id }) => refundView(world, refund(world, id)))],
  ['POST /v1/refunds/:id', route(['metadata'], ({ world, id, form }) => updateRefund(world, id, form))],

  ['GET /v1/disputes', route([...LIST_PARAMS, 'payment_intent', 'charge'], ({ world, form }) => lists.listDisputes(world, form))],
  ['GET /v1/disputes/:id', route([], ({ world, id }) => disputeView(world, dispute(world, id)))],

  ['POST /v1/disputes/:id', route(DISPUTE_PARAMS, ({ world, id, form }) => updateDispute(world, id, form))],

  ['GET /v1/events', route([...LIST_PARAMS, 'type', 'types', 'delivery_success'], ({ world, form }) => lists.listEvents(world, form))],
  ['GET /v1/events/:id', route([], ({ world, id }) => lists.eventView(world, lists.eventPlace(world, id)))],

  ['GET /simulator/journal', route(['starting_after', 'limit'], ({ world, form }) => lists.listMovements(world, form))],
  ['GET /simulator/journal/totals', route([], ({ world }) => lists.showTotals(world))],
  ['GET /simulator/challenge', route([], ({ world, form }) => showChallenge(world, form), 'anyone')],
  ['POST /simulator/challenge', route(['outcome'], ({ world, form }) => answerChallenge(world, form), 'anyone')],
]);

/** The route a request asks for, and the variable step of its path. */
export function findRoute(method: string, path: string): { route: Route; id: string } | undefined {
  const exact = ROUTES.get(`${method} ${path}`);
  if (exact !== undefined) return { route: exact, id: '' };
  const [, root, noun, id, verb, ...more] = path.split('/');
  if (id === undefined || more.length > 0) return undefined;
  const found = ROUTES.get(`${method} /${root}/${noun}/:id${verb === undefined ? '' : `/${verb}`}`);
  return found && { route: found, id: decodeURIComponent(id) };
}
