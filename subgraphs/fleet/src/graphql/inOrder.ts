/** Rows in the order of their keys, null where there is none. */
export async function inOrder<Row>(keys: readonly string[], rows: Promise<Row[]>, keyOf: (row: Row) => string): Promise<(Row | null)[]> {
  const found = new Map((await rows).map((row) => [keyOf(row), row]));
  return keys.map((key) => found.get(key) ?? null);
}
