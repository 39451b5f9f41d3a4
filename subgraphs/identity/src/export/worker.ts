import type { Clock } from '@ycyw/service/clock';
import type { Ask } from '@ycyw/service/graph';
import type { Logger } from '@ycyw/service/log';
import type { Vault } from '@ycyw/service/vault';
import type { Database } from '../data/database.ts';
import { archiveColumn, failExport, finishExport, postponeExport, takeExport } from '../data/data-export.ts';
import { userLoader, type Person } from '../data/user.ts';
import { archive } from './archive.ts';
import { gather } from './gather.ts';

export interface ExportMeans {
  db: Database;
  vault: Vault;
  ask: Ask;
  clock: Clock;
  log: Logger;
}

const mostAttempts = 12;
/** Seconds until the next attempt: 4, 8, 16 … at most half an hour; some three hours in all. */
const retrySeconds = (attempts: number): number => Math.min(1800, 2 ** (attempts + 1));

async function make({ db, vault, ask, clock }: ExportMeans, id: string, person: Person): Promise<void> {
  const zip = await archive(person, await gather(db, ask, person), clock.now());
  const key = await vault.keyOf(person.id, person.region);
  await finishExport(db, id, key.seal(zip.toString('base64'), archiveColumn), person.locale, clock.now());
}

/** Makes the archives that are asked for, one after another; one that dies with its process is begun again when its lease is over. */
export async function workOnExports(means: ExportMeans): Promise<void> {
  const { db, vault, clock, log } = means;
  for (let due = await takeExport(db, clock.now()); due; due = await takeExport(db, clock.now())) {
    const { id, userId, attempts } = due;
    try {
      const person = await userLoader(db, vault).load(userId);
      if (!person) throw new Error('nobody to export');
      await make(means, id, person);
    } catch (error) {
      const last = attempts >= mostAttempts;
      log.warn({ err: error, exportId: id, attempts }, last ? 'data export given up' : 'data export not made, trying later');
      if (last) await failExport(db, id);
      else await postponeExport(db, id, new Date(clock.now().getTime() + retrySeconds(attempts) * 1000));
    }
  }
}
