import type { AuditFilter } from '@ycyw/core/generated/graphql';

/** As it stands in the address; from and to are LocalDates of the reader's calendar, both included. */
export type AuditSearch = {
  action?: string | undefined;
  actor?: string | undefined;
  subject?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
};

const midnight = (date: string) => {
  const at = new Date(`${date}T00:00`);
  return Number.isNaN(at.getTime()) ? null : at;
};

export function auditFilter({ action, actor, subject, from, to }: AuditSearch): AuditFilter {
  const end = to === undefined ? null : midnight(to);
  end?.setDate(end.getDate() + 1);
  return {
    action: action ?? null,
    actorId: actor ?? null,
    subjectId: subject ?? null,
    from: (from === undefined ? null : midnight(from))?.toISOString() ?? null,
    to: end?.toISOString() ?? null,
  };
}
