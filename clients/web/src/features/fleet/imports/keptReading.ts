/** How a file's columns were read, on this device: the same file chosen again is read the same way, and so goes on. */
export type Reading = { columns: { column: string; field: string }[]; agency: string | undefined };

const place = (fingerprint: string) => `ycyw.import.${fingerprint}`;

export const keptReading = {
  of: (fingerprint: string): Reading | null => {
    try {
      return JSON.parse(localStorage.getItem(place(fingerprint)) ?? 'null') as Reading | null;
    } catch {
      return null;
    }
  },
  keep: (fingerprint: string, reading: Reading): void => {
    localStorage.setItem(place(fingerprint), JSON.stringify(reading));
  },
  forget: (fingerprint: string): void => {
    localStorage.removeItem(place(fingerprint));
  },
};
