import { append } from '@ycyw/service/outbox';
import type { Region } from '@ycyw/service/viewer';
import { defaultChoices, purposes, type Choices } from '../domain/privacy.ts';
import type { PrivacyChoice, PrivacySource } from '../generated/prisma/client.ts';
import type { Database, Tx } from './database.ts';

export type { PrivacyChoice };

interface Owner {
  id: string;
  region: Region;
}

const shownMost = 100;

/** What is in force, and when it last changed. */
export interface CurrentChoices {
  choices: Choices;
  updatedAt: Date;
}

export async function currentChoices(db: Database | Tx, { id, region }: Owner): Promise<CurrentChoices> {
  const rows = await db.$queryRaw<Pick<PrivacyChoice, 'purpose' | 'granted' | 'at'>[]>`
    SELECT DISTINCT ON (purpose) purpose::text, granted, at FROM privacy_choice WHERE user_id = ${id}::uuid ORDER BY purpose, position DESC`;
  const chosen = Object.fromEntries(rows.map(({ purpose, granted }) => [purpose, granted]));
  return {
    choices: { ...defaultChoices(region), ...chosen },
    updatedAt: new Date(Math.max(0, ...rows.map(({ at }) => at.getTime()))),
  };
}

/** Newest first, at most a hundred. */
export const choiceHistory = (db: Database, userId: string): Promise<PrivacyChoice[]> =>
  db.privacyChoice.findMany({ where: { userId }, orderBy: { position: 'desc' }, take: shownMost });

const rowsOf = ({ id: userId, region }: Owner, choices: Partial<Choices>, source: PrivacySource, at: Date) =>
  purposes.flatMap((purpose) => {
    const granted = choices[purpose];
    return granted === undefined ? [] : [{ userId, region, purpose, granted, source, at }];
  });

/** Notes what holds for new users who have chosen nothing yet. */
export const addDefaultChoices = (tx: Tx, owners: readonly Owner[], at: Date): PromiseLike<unknown> =>
  tx.privacyChoice.createMany({ data: owners.flatMap((owner) => rowsOf(owner, defaultChoices(owner.region), 'DEFAULT', at)) });

/** What the domains that personalise learn of a choice; before anybody's first one nothing is allowed. */
const personalisationChanged = ({ id: userId, region }: Owner, personalisation: boolean, at: Date) => ({
  type: 'identity.privacy.changed',
  payload: { userId, region, personalisation, at: at.toISOString() },
});

/** Adds what `decide` makes of the choices in force; of two at once the second sees what the first chose. */
export async function choose(
  tx: Tx,
  owner: Owner,
  source: PrivacySource,
  decide: (current: Choices) => Partial<Choices>,
  at: Date,
): Promise<CurrentChoices> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('privacy ' || ${owner.id}, 0))`;
  const { choices } = await currentChoices(tx, owner);
  const changes = decide(choices);
  await tx.privacyChoice.createMany({ data: rowsOf(owner, changes, source, at) });
  if (changes.PERSONALISATION !== undefined) await append(tx, [personalisationChanged(owner, changes.PERSONALISATION, at)], at);
  return currentChoices(tx, owner);
}

/** Opts out of sale and sharing because the browser says so; noted once, and not where nothing was allowed. */
export async function optOut(tx: Tx, owner: Owner, at: Date): Promise<void> {
  const withdraw = ({ SALE_OR_SHARING: allowed }: Choices): Partial<Choices> => (allowed ? { SALE_OR_SHARING: false } : {});
  await choose(tx, owner, 'GPC', withdraw, at);
}
