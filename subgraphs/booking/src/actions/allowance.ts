import { parseAcriss } from '@ycyw/service/acriss';
import { audit } from '@ycyw/service/audit';
import { Refusal } from '@ycyw/service/refusal';
import { requireRole, requireStaff, worksAt, type SignedIn, type Viewer } from '@ycyw/service/viewer';
import { allow, lockStock, stepsOf, type Step } from '../data/ledger.ts';
import type { Agency } from '../domain/journey.ts';
import { addDays, dateIn, daysBetween, startOfDay } from '../domain/period.ts';
import type { World } from './world.ts';

const longestDays = 92;
const mostAllowed = 1000;

/** The agency, where the viewer works; another one is NOT_FOUND, like one that is not there. */
async function agencyAtWork(world: World, staff: SignedIn, code: string): Promise<Agency> {
  const agency = await world.agencies.get(code);
  if (!worksAt(staff, agency)) throw new Refusal('NOT_FOUND');
  return agency;
}

/** The ledger of a class over the days `from` to `to` of the agency's own calendar, both included. */
async function steps(world: World, { code, timeZone }: Agency, acriss: string, from: string, to: string): Promise<Step[]> {
  return stepsOf(world.sql, { agency: code, acriss }, startOfDay(from, timeZone), startOfDay(addDays(to, 1), timeZone));
}

export interface AvailabilityArguments {
  agency: string;
  acriss: string;
  from: string;
  to: string;
}

/** How a class stands at an agency, a step wherever a figure changes; none where the agency never had one. Refuses BAD_INPUT beyond 92 days. */
export async function availability(world: World, viewer: Viewer, asked: AvailabilityArguments): Promise<Step[]> {
  const staff = requireStaff(viewer);
  const agency = await agencyAtWork(world, staff, asked.agency);
  const days = daysBetween(asked.from, asked.to) + 1;
  if (days < 1 || days > longestDays) throw new Refusal('BAD_INPUT', `1…${String(longestDays)} d`);
  return steps(world, agency, parseAcriss(asked.acriss), asked.from, asked.to);
}

/**
 * Lets so many more units of a class be sold than there are, from now on; less than what is sold already makes the sweeper find
 * others for whom there is no room. Answers with the 92 days ahead. NOT_FOUND where the agency never had the class.
 */
export async function setAllowance(
  world: World,
  viewer: Viewer,
  input: { agency: string; acriss: string; allowance: number },
): Promise<Step[]> {
  const staff = requireRole(viewer, 'MANAGER', 'ADMIN');
  const agency = await agencyAtWork(world, staff, input.agency);
  const { allowance } = input;
  if (allowance < 0 || allowance > mostAllowed) throw new Refusal('BAD_INPUT', `allowance 0…${String(mostAllowed)}`);
  const stock = { agency: agency.code, acriss: parseAcriss(input.acriss) };
  const now = world.clock.now();
  await world.sql.$transaction(async (tx) => {
    if (!(await lockStock(tx, stock))) throw new Refusal('NOT_FOUND');
    await allow(tx, stock, allowance, now);
    const subjectId = `${stock.agency} ${stock.acriss}`;
    await audit(tx, staff, { action: 'booking.allowance.set', subjectKind: 'stock', subjectId, detail: { ...stock, allowance } }, now);
  });
  const today = dateIn(now, agency.timeZone);
  return steps(world, agency, stock.acriss, today, addDays(today, longestDays - 1));
}
