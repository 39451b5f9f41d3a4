import { BodyTooLarge, readBody } from '@ycyw/service/body';
import type { Route } from '@ycyw/service/serve';
import { hear } from '../actions/delivery/news.ts';
import type { World } from '../actions/world.ts';
import { Forged, Garbled, type Carrier, type News } from './carrier.ts';

const bodyLimit = 20_000;
/** News from further ahead of us is no news. */
const aheadMs = 5 * 60_000;

/**
 * POST /webhooks/<carrier>: 401 for what the carrier did not sign, or too long ago, 400 for what cannot be read, 404 for a job that it does
 * not have; of none of these is anything written. 500 asks it to tell again. A code is answered by whether it is accepted.
 */
export function carrierWebhook(world: World, carrier: Carrier): Route {
  return async (request, response) => {
    const answer = (status: number, body: Record<string, unknown>): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    let news: News[];
    try {
      news = carrier.read?.(await readBody(request, bodyLimit), request.headers) ?? [];
      if (news.some(({ at }) => at.getTime() > world.clock.now().getTime() + aheadMs)) throw new Garbled('from tomorrow');
    } catch (error) {
      if (error instanceof BodyTooLarge) throw error;
      if (error instanceof Forged) answer(401, { error: 'signature' });
      else if (error instanceof Garbled) answer(400, { error: 'event' });
      else throw error;
      return;
    }
    try {
      const heard = await Promise.all(news.map((each) => hear(world, carrier, each)));
      if (heard.includes('UNKNOWN')) answer(404, { error: 'reference' });
      else if (heard.includes('WRONG')) answer(200, { received: true, accepted: false });
      else answer(200, { received: true, ...(heard.includes('RIGHT') && { accepted: true }) });
    } catch (error) {
      world.log.error({ err: error, carrier: carrier.code }, 'webhook not worked on, the carrier will repeat it');
      answer(500, { error: 'try again' });
    }
  };
}

/** The routes of all carriers that tell us by webhooks. */
export const carrierRoutes = (world: World): Record<string, Route> =>
  Object.fromEntries(
    world.carriers.filter(({ read }) => read).map((carrier) => [`POST /webhooks/${carrier.code}`, carrierWebhook(world, carrier)]),
  );
