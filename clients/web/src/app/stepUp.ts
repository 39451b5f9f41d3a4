let waiting: ((proven: boolean) => void)[] = [];
const listeners = new Set<() => void>();

function become(next: typeof waiting): void {
  waiting = next;
  for (const tell of listeners) tell();
}

/** Requests that wait for a fresh proof of who is there, and the one dialog that brings it. */
export const stepUp = {
  /** True once the person has proven who they are, false when they would not. */
  ask: (): Promise<boolean> =>
    new Promise((resolve) => {
      become([...waiting, resolve]);
    }),
  answer: (proven: boolean): void => {
    const answered = waiting;
    become([]);
    for (const resolve of answered) resolve(proven);
  },
  asked: (): boolean => waiting.length > 0,
  subscribe: (tell: () => void): (() => void) => {
    listeners.add(tell);
    return () => listeners.delete(tell);
  },
};
