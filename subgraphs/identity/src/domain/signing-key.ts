/** How long an access token is good for. */
export const accessMinutes = 10;
/** How long an instance goes on with the keys that it has read. */
export const knownForMs = 60_000;
/** How long whoever verifies may go on with a key set: jose's in the router, which outlasts what the answer's headers say. */
const jwksCachedMs = 600_000;
/** Clocks of two machines may differ by so much. */
export const leewayMs = 60_000;

/** When a key published at `now` may sign: everybody has it by then, twice over. */
export const activation = (now: Date): Date => new Date(now.getTime() + 2 * (knownForMs + jwksCachedMs));

/** The instant before which keys must have been superseded for everything that they signed to have expired by `now`. */
export const retirement = (now: Date): Date => new Date(now.getTime() - accessMinutes * 60_000 - knownForMs - leewayMs);
