const key = 'ycyw.promo';

/** The promotion's code that the quote of this tab was priced with: a quote shows its line, not its code. */
export const keptPromo = {
  read: (): string | null => sessionStorage.getItem(key),
  write: (code: string | null) => {
    if (code === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, code);
  },
};
