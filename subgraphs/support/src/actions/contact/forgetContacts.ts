import { silentContacts } from '../../data/contact.ts';
import { notify } from '../../data/notice.ts';
import { forgetContact } from '../../data/personal.ts';
import { keptDays } from '../../domain/contact/limits.ts';
import type { Desk } from '../desk.ts';

const dayMs = 86_400_000;

/** Forgets contacts of whom nothing was heard for long, and all they wrote. */
export async function forgetContacts({ sql, vault, clock }: Pick<Desk, 'sql' | 'vault' | 'clock'>): Promise<void> {
  const before = new Date(clock.now().getTime() - keptDays * dayMs);
  for (const { id, region } of await silentContacts(sql, before)) {
    // Dying in between leaves rows that nobody can read, for the next sweep.
    await vault.erase(id, region);
    await sql.$transaction(async (tx) => {
      const gone = await forgetContact(tx, id);
      await notify(tx, ...gone.map((conversation) => ({ kind: 'state' as const, id: conversation })));
    });
  }
}
