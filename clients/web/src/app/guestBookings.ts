const key = 'ycyw.guestBookings';
type Kept = Record<string, string>;

function read(): Kept {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '{}') as Kept;
  } catch {
    return {};
  }
}

/** Tokens of what was booked here without an account, by reference: shown once by the server, so kept on this device. */
export const guestBookings = {
  token: (reference: string): string | undefined => read()[reference],
  references: (): string[] => Object.keys(read()),
  keep: (reference: string, token: string) => {
    localStorage.setItem(key, JSON.stringify({ ...read(), [reference]: token }));
  },
};
