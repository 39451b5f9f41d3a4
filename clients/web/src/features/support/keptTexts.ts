/** Of all that was begun and has not arrived, so that signing out forgets it. */
const prefix = 'draft ';

/** Texts that stay on this device until they are sent, by a key of the person and the place. */
export const keptTexts = {
  read: (key: string): string | null => localStorage.getItem(prefix + key),
  /** Null or nothing but space: none. */
  write: (key: string, text: string | null): void => {
    try {
      if (text === null || text.trim() === '') localStorage.removeItem(prefix + key);
      else localStorage.setItem(prefix + key, text);
    } catch {
      // Nothing can be kept here: what is written stays on the screen.
    }
  },
  forgetAll: (): void => {
    for (const name of Object.keys(localStorage)) if (name.startsWith(prefix)) localStorage.removeItem(name);
  },
};
