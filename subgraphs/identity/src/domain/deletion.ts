/** Domains that hold something of a person and have to say that it is gone, before identity erases what is its own. */
export const others = ['fleet', 'booking', 'support', 'notifications'] as const;

/** After so many attempts, some three days of them, the last mail is given up and its address forgotten. */
export const mostMailAttempts = 80;

/** Seconds until the last mail is tried again: 2, 4, 8 … at most an hour. */
export const mailRetrySeconds = (attempts: number): number => Math.min(3600, 2 ** attempts);
