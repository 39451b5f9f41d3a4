/** Runs at most `most` jobs at once; urgent ones before the others. */
export function limiter(most: number) {
  const urgent: (() => void)[] = [];
  const patient: (() => void)[] = [];
  let running = 0;

  const next = (): void => {
    if (running >= most) return;
    const start = urgent.shift() ?? patient.shift();
    if (!start) return;
    running += 1;
    start();
  };

  return async <Result>(job: () => Promise<Result>, isUrgent: boolean): Promise<Result> => {
    await new Promise<void>((resolve) => {
      (isUrgent ? urgent : patient).push(resolve);
      next();
    });
    try {
      return await job();
    } finally {
      running -= 1;
      next();
    }
  };
}
