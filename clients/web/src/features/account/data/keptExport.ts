const key = 'ycyw.export';

/** The export last asked for on this device, by whom; the graph has no list of them. */
export const keptExport = {
  read: (viewerId: string): string | undefined => {
    try {
      const kept = JSON.parse(localStorage.getItem(key) ?? '{}') as { viewerId?: string; id?: string };
      return kept.viewerId === viewerId ? kept.id : undefined;
    } catch {
      return undefined;
    }
  },
  write: (viewerId: string, id: string) => {
    localStorage.setItem(key, JSON.stringify({ viewerId, id }));
  },
  forget: () => {
    localStorage.removeItem(key);
  },
};
