import { keptTexts } from './keptTexts.ts';
import type { Draft } from './useDrafts.ts';

/** The messages of one person in one conversation that have not arrived yet, oldest first, as they stay on this device. */
export function keptDrafts(key: string) {
  const name = `unsent ${key}`;
  const read = (): Draft[] => {
    try {
      return JSON.parse(keptTexts.read(name) ?? '[]') as Draft[];
    } catch {
      return [];
    }
  };
  const write = (drafts: readonly Draft[]): void => {
    keptTexts.write(name, drafts.length > 0 ? JSON.stringify(drafts) : null);
  };
  return {
    /** None of them is on its way now. */
    read: () => read().map((draft) => ({ ...draft, failed: true })),
    put: (draft: Draft): void => {
      // Of what is encrypted no word stays.
      const kept = draft.ciphertext === undefined ? draft : { ...draft, body: '' };
      const before = read();
      const isKnown = before.some(({ clientId }) => clientId === draft.clientId);
      write(isKnown ? before.map((each) => (each.clientId === draft.clientId ? kept : each)) : [...before, kept]);
    },
    drop: (arrived: ReadonlySet<string>): void => {
      const before = read();
      const left = before.filter(({ clientId }) => !arrived.has(clientId));
      if (left.length < before.length) write(left);
    },
  };
}
