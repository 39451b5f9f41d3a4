import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { StripeFailure, invalid, unauthorised } from './failure.ts';
import type { Form } from './form.ts';
import { text } from './params.ts';
import type { Route } from './routes.ts';
import type { World } from './world.ts';

export type Keys = { secretKey: string; publishableKey: string };

const LOOPBACK = /^(localhost|127\.0\.0\.1)(:\d+)?$/;

/** A name that resolves here but isn't ours could be a page elsewhere reaching in (DNS rebinding). */
export const hostIsOurs = (request: IncomingMessage): boolean => LOOPBACK.test(request.headers.host ?? '');

/** The requesting page's origin if it is on this machine. */
export function localOrigin(request: IncomingMessage): string | undefined {
  const origin = request.headers.origin;
  return origin !== undefined && LOOPBACK.test(origin.replace(/^https?:\/\//, '')) ? origin : undefined;
}

const same = (a: string, b: string) => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

function givenKey(request: IncomingMessage, form: Form): string | undefined {
  const [scheme, value = ''] = (request.headers.authorization ?? '').split(' ');
  if (scheme === 'Bearer') return value;
  if (scheme === 'Basic') return Buffer.from(value, 'base64').toString().split(':')[0];
  return text(form, 'key');
}

/** Whether the caller is a server with the secret key. Throws 401 or 403 for whoever may not use this route, as Stripe does. */
export function admit(world: World, keys: Keys, request: IncomingMessage, form: Form, route: Route, id: string): boolean {
  if (route.access === 'anyone') return false;
  const key = givenKey(request, form);
  if (key === undefined || key === '') {
    throw unauthorised('You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth.');
  }
  if (Buffer.byteLength(key) === key.length && same(key, keys.secretKey)) return true;
  if (!same(key, keys.publishableKey)) throw unauthorised(`Invalid API Key provided: ${key.slice(0, 8)}****`);
  if (route.access === 'secret') {
    const message = 'This API call cannot be made with a publishable API key. Please use a secret API key.';
    throw new StripeFailure(403, { type: 'invalid_request_error', code: 'secret_key_required', message }, false);
  }
  const secret = text(form, 'client_secret');
  if (secret === undefined) throw invalid('Missing required param: client_secret.', 'client_secret', 'parameter_missing');
  if (!same(secret, world.store.ids.clientSecret(id))) {
    throw invalid('The client_secret provided does not match the client_secret associated with this intent.', 'client_secret');
  }
  return false;
}
