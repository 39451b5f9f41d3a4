/** Waits until `done`; rejects after 45 s. */
export async function until(done: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 45_000; !(await done());) {
    if (Date.now() > end) throw new Error('not in time');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
