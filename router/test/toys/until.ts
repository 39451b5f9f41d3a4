/** Waits for what happens; rejects when it hasn't within 20 s. */
export async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 4000; tries += 1) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`never happened: ${condition.toString()}`);
}
