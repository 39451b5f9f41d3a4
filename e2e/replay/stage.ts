import { wallClock, type Day } from './day.ts';
import type { RentedClass } from './classes.ts';
import { ReplayRefused } from './demo.ts';
import type { Ask } from './graph.ts';
import { addAgency, addVehicles, agencyInUse, searchOffers } from './operations.ts';

export const agencyZone = 'Europe/Lisbon';

/** RPLY, and others for later replays on the same system: an agency serves one replay. */
const codes = ['RPLY', ...Array.from('123456789ABCDEFGHJKLMNPQRSTUVWXYZ', (mark) => `RPL${mark}`)];

async function freeCode(admin: Ask): Promise<string> {
  for (const code of codes) {
    const { agency, vehicles } = await admin<{ agency: object | null; vehicles: { totalCount: number } | null }>(agencyInUse, { code });
    if (!agency || vehicles?.totalCount === 0) return code;
  }
  throw new ReplayRefused('This system has seen too many replays: stop it and empty it with npm run reset.');
}

/** Opens an agency of the replay's own: every day, all day long. Its code. */
export async function openAgency(admin: Ask): Promise<string> {
  const code = await freeCode(admin);
  const openingHours = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opens: '00:00', closes: '23:59' }));
  await admin(addAgency, {
    input: {
      code,
      name: `Replay ${code}`,
      city: 'Faro',
      country: 'PT',
      region: 'EU',
      timeZone: agencyZone,
      location: { latitude: 37.0144, longitude: -7.9659 },
      currency: 'EUR',
      openingHours,
    },
  });
  return code;
}

const mostAtOnce = 500;

/** Buys the fleet; the units' ids by ACRISS class. */
export async function buyFleet(admin: Ask, agency: string, classes: readonly RentedClass[]): Promise<Map<string, string[]>> {
  const fleet = new Map<string, string[]>();
  for (const { acriss, units } of classes) {
    const ids: string[] = [];
    while (ids.length < units) {
      const count = Math.min(mostAtOnce, units - ids.length);
      const input = { agency, acriss, count, idempotencyKey: `replay-${agency}-${acriss}-${ids.length}` };
      const added = await admin<{ addVehicles: { id: string }[] }>(addVehicles, { input });
      ids.push(...added.addVehicles.map(({ id }) => id));
    }
    fleet.set(acriss, ids);
  }
  return fleet;
}

export interface Found {
  searchOffers: { edges: { node: { id: string; left: number; vehicleClass: { id: string } } }[] };
}

const supplyPatienceMs = 60_000;

/** Waits until the whole fleet is on offer; `day` must be ahead on the simulated clock. */
export async function untilOnOffer(renter: Ask, agency: string, classes: readonly RentedClass[], day: Day): Promise<void> {
  const before = Date.now();
  const input = { pickUpAgency: agency, pickUpAt: wallClock(day, 10), dropOffAt: wallClock(day + 1, 9), ratePlans: ['PREPAID'] };
  for (;;) {
    const found = await renter<Found>(searchOffers, { input }).catch((error: unknown) => error as Error);
    const left = 'searchOffers' in found ? new Map(found.searchOffers.edges.map(({ node }) => [node.vehicleClass.id, node.left])) : null;
    const missing = classes.filter(({ acriss, units }) => left?.get(acriss) !== units);
    if (missing.length === 0) return;
    if (Date.now() - before > supplyPatienceMs) {
      const why =
        found instanceof Error
          ? found.message
          : missing.map(({ acriss, units }) => `${acriss} ${left?.get(acriss) ?? 0}/${units}`).join(', ');
      throw new ReplayRefused(
        `The new fleet at ${agency} is not on offer after ${supplyPatienceMs / 1000} s (${why}): see the logs of fleet and booking.`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
