/** What was kept at one moment does not end at one moment: up to a tenth less. Whole milliseconds. */
export const lifetimeMs = (maxAgeSeconds: number): number => Math.ceil(maxAgeSeconds * 1000 * (1 - Math.random() / 10));
