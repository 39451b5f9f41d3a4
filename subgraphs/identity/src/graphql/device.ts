import type { RequestScope } from '@ycyw/service/scope';
import { countryOf } from '../data/networks.ts';
import type { Whereabouts } from '../data/session.ts';
import { deviceOf } from '../domain/device.ts';
import { addressOf } from '../domain/network.ts';

/** What a session remembers of where it was opened. The address itself is not kept. */
export function deviceOfRequest({ headers }: Pick<RequestScope, 'headers'>): Whereabouts {
  const agent = headers['user-agent'];
  const address = addressOf(headers);
  return { device: deviceOf(typeof agent === 'string' ? agent : undefined), country: address && countryOf(address) };
}
