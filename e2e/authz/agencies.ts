import { randomInt } from 'node:crypto';
import type { Ask } from '../replay/graph.ts';
import * as operations from '../replay/operations.ts';
import { zones } from './renting.ts';

const hours = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opens: '00:00', closes: '24:00' }));
const acriss = 'CDMV';

interface Opened {
  agency: Record<string, unknown>;
  units: string[];
}

/** Three letters under which there is no agency. */
async function freeCode(ask: Ask): Promise<string> {
  for (;;) {
    const code = Array.from({ length: 3 }, () => String.fromCharCode(65 + randomInt(26))).join('');
    const { agency } = await ask<{ agency: object | null }>(`query Taken($code: String!) { agency(code: $code) { code } }`, { code });
    if (!agency) return code;
  }
}

/** Opens two agencies of one region and one abroad, a dozen cars in each; `agency` is what was said of the first, `here` its cars. */
export async function openAgencies(
  guest: Ask,
  admin: Ask,
  run: string,
): Promise<{ agencies: Record<'here' | 'elsewhere' | 'abroad', string>; agency: Record<string, unknown>; here: string[] }> {
  const agencies = { here: await freeCode(guest), elsewhere: await freeCode(guest), abroad: await freeCode(guest) };
  const openAgency = async (code: string, region: 'EU' | 'UK', latitude: number): Promise<Opened> => {
    const place = region === 'EU' ? { country: 'FR', currency: 'EUR', city: 'Matrix' } : { country: 'GB', currency: 'GBP', city: 'Matrix' };
    const location = { latitude, longitude: 0 };
    const agency = { ...place, code, name: `Matrix ${code}`, region, timeZone: zones[region], location, openingHours: hours };
    await admin(operations.addAgency, { input: agency });
    const input = { agency: code, acriss, count: 12, idempotencyKey: `${run}-${code}` };
    const { addVehicles } = await admin<{ addVehicles: { id: string }[] }>(operations.addVehicles, { input });
    return { agency, units: addVehicles.map(({ id }) => id) };
  };
  const [{ agency, units }] = await Promise.all([
    openAgency(agencies.here, 'EU', 45),
    openAgency(agencies.elsewhere, 'EU', 46),
    openAgency(agencies.abroad, 'UK', 52),
  ]);

  return { agencies, agency, here: units };
}
