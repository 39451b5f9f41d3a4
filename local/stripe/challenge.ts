import { authorise } from './authorisation.ts';
import { keptCard, lastFour } from './cards.ts';
import { StripeFailure, invalid, refused } from './failure.ts';
import type { Form } from './form.ts';
import { browserView, paymentIntentView } from './paymentIntentView.ts';
import { choice, required } from './params.ts';
import type { Trouble } from './records.ts';
import { completeSetup, failSetup, setupIntentView } from './setupIntents.ts';
import type { View } from './view.ts';
import type { World } from './world.ts';

/** The intent a client secret opens: its id and table place. Throws where the secret fits none. */
export function secretsIntent(world: World, secret: string): { kind: 'pi' | 'seti'; place: number; id: string } {
  const id = secret.slice(0, Math.max(0, secret.indexOf('_secret_')));
  if (world.store.ids.clientSecret(id) !== secret) throw invalid('The client_secret provided fits no intent.', 'client_secret');
  return id.startsWith('seti_') ? { kind: 'seti', place: world.setupIntent(id), id } : { kind: 'pi', place: world.paymentIntent(id), id };
}

function failedAuthentication(kind: 'pi' | 'seti', paymentMethod: number | null): Trouble {
  return {
    type: 'invalid_request_error',
    code: kind === 'pi' ? 'payment_intent_authentication_failure' : 'setup_intent_authentication_failure',
    decline: null,
    message: 'We are unable to authenticate your payment method. Please choose a different payment method and try again.',
    paymentMethod,
    charge: null,
  };
}

/** What the bank's page tells the cardholder; the amount is null where a card is only saved. */
export function showChallenge(world: World, form: Form): View {
  const { kind, place } = secretsIntent(world, required(form, 'client_secret'));
  const intent = kind === 'pi' ? world.store.paymentIntents.get(place) : world.store.setupIntents.get(place);
  const method = intent.paymentMethod === null ? null : world.store.paymentMethods.get(intent.paymentMethod);
  return {
    status: intent.status,
    amount: 'amount' in intent ? intent.amount : null,
    currency: 'currency' in intent ? intent.currency : null,
    last4: method === null ? null : lastFour(keptCard(method.card)),
  };
}

/** The cardholder's answer to the bank's question. The answer's return_url is where a redirected cardholder goes back to. */
export function answerChallenge(world: World, form: Form): { intent: View; return_url: string | null } {
  const { kind, place, id } = secretsIntent(world, required(form, 'client_secret'));
  const approved = choice(form, 'outcome', ['approve', 'refuse'] as const) === 'approve';
  const table = kind === 'pi' ? world.store.paymentIntents : world.store.setupIntents;
  const { status, returnUrl, paymentMethod } = table.get(place);
  if (status !== 'requires_action') {
    throw refused(
      kind === 'pi' ? 'payment_intent_unexpected_state' : 'setup_intent_unexpected_state',
      `No authentication is under way: the status is ${status}.`,
    );
  }
  if (kind === 'seti') {
    if (approved) completeSetup(world, place);
    else failSetup(world, place, failedAuthentication(kind, paymentMethod));
  } else if (approved) {
    try {
      authorise(world, place, { offSession: false, authenticated: true, refuseAction: false, returnUrl: null });
    } catch (failure) {
      // A decline after the challenge is the intent's news, not this page's.
      if (!(failure instanceof StripeFailure)) throw failure;
    }
  } else {
    world.store.paymentIntents.change(place, {
      status: 'requires_payment_method',
      paymentMethod: null,
      trouble: failedAuthentication(kind, paymentMethod),
      returnUrl: null,
    });
    world.publish('payment_intent.payment_failed', paymentIntentView(world, place));
  }
  const intent = browserView(kind === 'pi' ? paymentIntentView(world, place) : setupIntentView(world, place));
  return {
    intent,
    return_url: returnUrl === null ? null : backTo(returnUrl, kind, id, world.store.ids.clientSecret(id), intent['status']),
  };
}

function backTo(returnUrl: string, kind: 'pi' | 'seti', id: string, secret: string, status: unknown): string {
  const url = new URL(returnUrl);
  const noun = kind === 'pi' ? 'payment_intent' : 'setup_intent';
  url.searchParams.set(noun, id);
  url.searchParams.set(`${noun}_client_secret`, secret);
  url.searchParams.set('redirect_status', status === 'requires_payment_method' ? 'failed' : 'succeeded');
  return url.href;
}
