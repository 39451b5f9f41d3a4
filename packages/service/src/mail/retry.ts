/** After so many attempts, about an hour of them, an e-mail has failed. */
export const mostAttempts = 12;

/** Seconds until the next attempt: 2, 4, 8 … at most 15 minutes, each a quarter more or less so that retries spread. */
export const retryAfterSeconds = (attempts: number, random: number): number => Math.min(900, 2 ** attempts) * (0.75 + random / 2);
