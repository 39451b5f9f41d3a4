import { audit } from '@ycyw/service/audit';
import { Refusal } from '@ycyw/service/refusal';
import { requireRole, type SignedIn, type Viewer } from '@ycyw/service/viewer';
import { v7 as uuidv7, validate as isUuid } from 'uuid';
import { absenceById, type StoredAbsence } from '../data/absence.ts';
import { agenciesByCode } from '../data/agency.ts';
import type { Transaction } from '../data/database.ts';
import { once } from '../data/idempotency.ts';
import type { Absence } from '../domain/absence.ts';
import { ended, planned } from '../domain/unit.ts';
import { instantOf } from '../domain/wallClock.ts';
import type { FleetContext } from './context.ts';
import { lockUnitAt, requestOf, workOn } from './workplace.ts';

const requireManager = (viewer: Viewer): SignedIn => requireRole(viewer, 'MANAGER', 'ADMIN');

const longestReason = 500;

function reasonOf(reason: string | null | undefined): string | null {
  const text = reason?.trim() ?? '';
  if (text.length > longestReason) throw new Refusal('BAD_INPUT', `reason <= ${String(longestReason)}`);
  return text === '' ? null : text;
}

interface Plan {
  vehicleId: string;
  reason?: string | null;
  idempotencyKey: string;
}

type Own = Pick<Absence, 'kind' | 'toAgencyCode' | 'startsAt' | 'endsAt'>;

/** Plans the absence that `ownOf` makes of the zone where the unit stands; what has begun by now is under way at once. */
function plan(
  name: string,
  { idempotencyKey, ...asked }: Plan,
  { viewer: asker, db, clock }: FleetContext,
  ownOf: (at: { code: string; timeZone: string }, now: Date, tx: Transaction) => Promise<Own>,
): Promise<StoredAbsence | null> {
  const viewer = requireManager(asker);
  const now = clock.now();
  return db.$transaction(async (tx) => {
    const { unit, agency } = await lockUnitAt(tx, viewer, asked.vehicleId);
    const [id = ''] = await once(tx, requestOf(viewer, agency, idempotencyKey, name, asked), now, async () => {
      const own = await ownOf(agency, now, tx);
      const absence: Absence = {
        ...own,
        id: uuidv7({ msecs: now.getTime() }),
        state: 'PLANNED',
        agencyCode: agency.code,
        startsAt: own.startsAt < now ? now : own.startsAt,
        reason: reasonOf(asked.reason),
      };
      await workOn(tx, unit, now, (each) => planned(each, absence, now));
      const detail = { kind: own.kind, from: absence.startsAt.toISOString(), to: own.endsAt?.toISOString() ?? own.toAgencyCode };
      await audit(tx, viewer, { action: 'fleet.absence.planned', subjectKind: 'vehicle', subjectId: unit.id, detail }, now);
      return [absence.id];
    });
    return absenceById(tx, id);
  });
}

type MaintenanceInput = Plan & { from: string; to?: string | null };

export const planMaintenance = (_: unknown, { input }: { input: MaintenanceInput }, context: FleetContext) =>
  plan('planMaintenance', input, context, ({ timeZone }, now) => {
    const startsAt = instantOf(input.from, timeZone);
    const endsAt = input.to ? instantOf(input.to, timeZone) : null;
    if (endsAt && endsAt <= startsAt) throw new Refusal('PERIOD_EMPTY');
    if (endsAt && endsAt <= now) throw new Refusal('PERIOD_IN_PAST');
    return Promise.resolve({ kind: 'MAINTENANCE', toAgencyCode: null, startsAt, endsAt });
  });

type TransferInput = Plan & { toAgency: string; departAt: string };

export const planTransfer = (_: unknown, { input }: { input: TransferInput }, context: FleetContext) =>
  plan('planTransfer', input, context, async ({ code, timeZone }, _now, tx) => {
    const [to] = await agenciesByCode(tx, [input.toAgency.trim().toUpperCase()]);
    if (!to?.active) throw new Refusal('NOT_FOUND');
    if (to.code === code) throw new Refusal('BAD_INPUT', 'toAgency');
    return { kind: 'TRANSFER', toAgencyCode: to.code, startsAt: instantOf(input.departAt, timeZone), endsAt: null };
  });

export function endAbsence(_: unknown, { id }: { id: string }, { viewer: asker, db, clock }: FleetContext): Promise<StoredAbsence | null> {
  const viewer = requireManager(asker);
  const now = clock.now();
  return db.$transaction(async (tx) => {
    const absence = isUuid(id) ? await absenceById(tx, id) : null;
    if (!absence) throw new Refusal('NOT_FOUND');
    const { unit } = await lockUnitAt(tx, viewer, absence.vehicleId);
    if (await workOn(tx, unit, now, (each) => ended(each, id, now))) {
      const detail = { kind: absence.kind };
      await audit(tx, viewer, { action: 'fleet.absence.ended', subjectKind: 'vehicle', subjectId: unit.id, detail }, now);
    }
    return absenceById(tx, id);
  });
}
