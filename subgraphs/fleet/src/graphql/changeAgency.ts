import { audit } from '@ycyw/service/audit';
import { append } from '@ycyw/service/outbox';
import { Refusal } from '@ycyw/service/refusal';
import { requireRole, type SignedIn } from '@ycyw/service/viewer';
import { lockAgency, saveAgency, type Agency, type ChangeableAgency } from '../data/agency.ts';
import type { Transaction } from '../data/database.ts';
import { exceptionsOf, perAgency, removeException, saveException } from '../data/openingException.ts';
import { replaceWeek, weeksOf } from '../data/openingHours.ts';
import { changedAgency, type AgencyChange } from '../domain/agency.ts';
import { agencyChanged } from '../domain/events.ts';
import { exceptionOf, fromToday, sameWeek, weekOf, type OpeningException, type OpeningHours } from '../domain/openingHours.ts';
import { dateIn } from '../domain/wallClock.ts';
import type { FleetContext } from './context.ts';
import { requireAt } from './workplace.ts';

const lockAt = async (tx: Transaction, viewer: SignedIn, code: string): Promise<ChangeableAgency> =>
  requireAt(viewer, await lockAgency(tx, code.trim().toUpperCase()));

/** Writes the agency's next version, and tells the other domains and the audit trail. */
async function commit(
  tx: Transaction,
  viewer: SignedIn,
  agency: Parameters<typeof saveAgency>[1],
  now: Date,
  action: string,
  detail: Record<string, string> = {},
): Promise<Agency> {
  const saved = await saveAgency(tx, agency, now);
  const [weeks, exceptions] = [await weeksOf(tx, [saved.code]), await exceptionsOf(tx, [saved.code], now)];
  const coming = fromToday(exceptions.get(saved.code) ?? [], saved, now);
  await append(tx, [agencyChanged(saved, weeks.get(saved.code) ?? [], coming)], now);
  await audit(tx, viewer, { action: `fleet.${action}`, subjectKind: 'agency', subjectId: saved.code, detail }, now);
  return saved;
}

type ChangeInput = AgencyChange & { openingHours?: readonly OpeningHours[] | null };

export function changeAgency(
  _: unknown,
  { code, input: { openingHours, ...input } }: { code: string; input: ChangeInput },
  { viewer: asker, db, clock }: FleetContext,
): Promise<Agency> {
  const viewer = requireRole(asker, 'MANAGER', 'ADMIN');
  const now = clock.now();
  return db.$transaction(async (tx) => {
    const before = await lockAt(tx, viewer, code);
    if (typeof input.active === 'boolean' && viewer.role !== 'ADMIN') throw new Refusal('FORBIDDEN');
    const after = changedAgency(before, input);
    const week = openingHours && weekOf(openingHours);
    const otherWeek = week && !sameWeek(week, (await weeksOf(tx, [before.code])).get(before.code) ?? []);
    const fields = ['name', 'city', 'outOfHoursReturn', 'active'] as const;
    if (!otherWeek && fields.every((field) => after[field] === before[field])) return before;
    if (otherWeek) await replaceWeek(tx, before.code, week);
    return commit(tx, viewer, after, now, 'agency.changed');
  });
}

export function setOpeningException(
  _: unknown,
  { agency: code, input }: { agency: string; input: Partial<OpeningException> & { date: string } },
  { viewer: asker, db, clock }: FleetContext,
): Promise<Agency> {
  const viewer = requireRole(asker, 'MANAGER', 'ADMIN');
  const now = clock.now();
  return db.$transaction(async (tx) => {
    const agency = await lockAt(tx, viewer, code);
    const exception = exceptionOf(input);
    if (exception.date < dateIn(now, agency.timeZone)) throw new Refusal('BAD_INPUT', 'date');
    const coming = (await exceptionsOf(tx, [agency.code], now)).get(agency.code) ?? [];
    const before = coming.find(({ date }) => date === exception.date);
    if (before?.opens === exception.opens && before.closes === exception.closes) return agency;
    if (!before && coming.length >= perAgency) throw new Refusal('BAD_INPUT', `exceptions <= ${String(perAgency)}`);
    await saveException(tx, agency.code, exception);
    return commit(tx, viewer, agency, now, 'openingException.set', { date: exception.date });
  });
}

export function removeOpeningException(
  _: unknown,
  { agency: code, date }: { agency: string; date: string },
  { viewer: asker, db, clock }: FleetContext,
): Promise<Agency> {
  const viewer = requireRole(asker, 'MANAGER', 'ADMIN');
  const now = clock.now();
  return db.$transaction(async (tx) => {
    const agency = await lockAt(tx, viewer, code);
    if (!(await removeException(tx, agency.code, date))) return agency;
    return commit(tx, viewer, agency, now, 'openingException.removed', { date });
  });
}
