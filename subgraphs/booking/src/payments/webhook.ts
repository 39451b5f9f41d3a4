import { BodyTooLarge, readBody } from '@ycyw/service/body';
import type { Route } from '@ycyw/service/serve';
import Stripe from 'stripe';
import type { World } from '../actions/world.ts';
import type { StripeEvents } from './stripeEvents.ts';
import { told } from './told.ts';

const bodyLimit = 500_000;
const toleranceSeconds = 300;
const quietMs = 60_000;

/** The event that one of `secrets` signed within five minutes of real time; throws where none did. During a rotation there are two. */
function signedEvent(body: Buffer, signature: string, secrets: readonly string[]): Stripe.Event {
  const [secret = '', ...others] = secrets;
  try {
    return Stripe.webhooks.constructEvent(body, signature, secret, toleranceSeconds);
  } catch (error) {
    if (others.length === 0) throw error;
    return signedEvent(body, signature, others);
  }
}

/** POST /webhooks/stripe: only what Stripe signed is believed, and 200 is said once it is stored; anything else asks Stripe to tell again. */
export function stripeWebhook(world: Pick<World, 'log'>, events: StripeEvents, secrets: readonly string[]): Route {
  let toldAt = -quietMs;
  return async (request, response) => {
    const answer = (status: number, text: string): void => {
      response
        .writeHead(status, { 'content-type': 'application/json' })
        .end(JSON.stringify({ [status === 200 ? 'received' : 'error']: text }));
    };
    let event: Stripe.Event;
    try {
      event = signedEvent(await readBody(request, bodyLimit), String(request.headers['stripe-signature'] ?? ''), secrets);
    } catch (error) {
      if (error instanceof BodyTooLarge) throw error;
      // Anybody may send anything here: once a minute is enough to find a wrong secret by.
      if (performance.now() - toldAt >= quietMs) {
        toldAt = performance.now();
        world.log.warn('webhook refused: its signature is none of ours, or older than five minutes');
      }
      answer(400, 'signature');
      return;
    }
    const { id, type } = event;
    try {
      await events.receive({ id, type, object: told(event.data.object) }, new Date(event.created * 1000));
      answer(200, id);
    } catch (error) {
      world.log.error({ err: error, eventId: id, type }, 'webhook not stored, Stripe will repeat it');
      answer(500, 'try again');
    }
  };
}
