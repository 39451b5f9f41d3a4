/** A start that must not happen, or did not come about. The message is one line that says what to do. */
export class StartRefused extends Error {}

/** What went wrong, in one line. */
export const inOneLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).trim().replaceAll(/\s*\n\s*/g, ' ');
