const key = 'ycyw.returnTo';
const lifetime = 24 * 3_600_000;

/** Only paths of this site: an address in a link must not lead anywhere else. */
export function ownPath(path: unknown): string | undefined {
  return typeof path === 'string' && /^\/(?![/\\])/.test(path) ? path : undefined;
}

/** Where a newcomer was; the link in the mail may open in another tab, so all tabs share it. */
export const returnPlace = {
  keep: (path: string) => {
    localStorage.setItem(key, JSON.stringify({ path, at: Date.now() }));
  },
  read: (): string | undefined => {
    try {
      const kept = JSON.parse(localStorage.getItem(key) ?? '{}') as { path?: unknown; at?: number };
      return Date.now() - (kept.at ?? 0) < lifetime ? ownPath(kept.path) : undefined;
    } catch {
      return undefined;
    }
  },
  forget: () => {
    localStorage.removeItem(key);
  },
};
