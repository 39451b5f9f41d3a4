/**
 * Years for which what was seen and said at a rental may be evidence: claims of it are time-barred after five (France: Code civil, art. 2224),
 * counted from the end of the year in which it ended, for all regions.
 */
const claimYears = 5;

/** What is over before this instant is evidence no longer. */
export const evidenceFrom = (now: Date): Date => new Date(Date.UTC(now.getUTCFullYear() - claimYears, 0, 1));
