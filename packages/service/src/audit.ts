import type { DomainEvent } from './events.ts';
import { append } from './outbox.ts';
import type { Sql } from './sql.ts';
import type { Viewer } from './viewer.ts';

/** What somebody did, to what. `detail` holds facts, never personal data. */
export interface Act {
  /** `<domain>.<noun>.<verb in the past>`, e.g. booking.booking.cancelled. */
  action: string;
  /** E.g. user, booking, apiKey. */
  subjectKind: string;
  subjectId: string | null;
  detail?: Readonly<Record<string, string | number | boolean | null>>;
}

type Actor = Pick<Viewer, 'id' | 'role' | 'region'>;

/** What the audit trail is told, for who appends it along with other events. */
export const audited = (viewer: Actor, act: Act): Pick<DomainEvent, 'type' | 'payload'> => ({
  type: `${act.action.split('.')[0] ?? ''}.act.audited`,
  payload: { actorId: viewer.id, actorRole: viewer.role, region: viewer.region, ...act, detail: act.detail ?? {} },
});

/** Tells the audit trail, in the transaction of the act itself. */
export const audit = (tx: Sql, viewer: Actor, act: Act, now: Date): Promise<void> => append(tx, [audited(viewer, act)], now);
