/** What a stage of the test command came to; `skips` names what did not run, and why. */
export interface Outcome {
  passed: number;
  failed: number;
  skips: string[];
  /** What to show when something failed. */
  said: string;
}

export const passed: Outcome = { passed: 1, failed: 0, skips: [], said: '' };
export const failed = (said: string): Outcome => ({ passed: 0, failed: 1, skips: [], said });
export const skipped = (why: string): Outcome => ({ passed: 0, failed: 0, skips: [why], said: '' });
