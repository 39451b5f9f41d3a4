/** A Prisma client: names of tables and columns cannot be parameters. */
interface Raw {
  $queryRawUnsafe<Rows>(query: string, ...values: unknown[]): PromiseLike<Rows>;
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** `table.column` of every column of the database in which one of `markers` stands, be it as text, in JSON or as bytes. */
export async function columnsHolding(db: Raw, markers: readonly string[]): Promise<string[]> {
  const columns = await db.$queryRawUnsafe<{ table: string; column: string; type: string }[]>(`
    SELECT c.table_name AS table, c.column_name AS column, c.data_type AS type FROM information_schema.columns c
    JOIN information_schema.tables t USING (table_schema, table_name)
    WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.table_name <> '_prisma_migrations' ORDER BY 1, 2`);
  const found: string[] = [];
  for (const { table, column, type } of columns) {
    const name = quoted(column);
    const held = type === 'bytea' ? `position(convert_to(m, 'UTF8') IN ${name}) > 0` : `position(lower(m) IN lower(${name}::text)) > 0`;
    const query = `SELECT 1 FROM ${quoted(table)} WHERE EXISTS (SELECT FROM unnest($1::text[]) m WHERE ${held}) LIMIT 1`;
    const rows = await db.$queryRawUnsafe<unknown[]>(query, [...markers]);
    if (rows.length > 0) found.push(`${table}.${column}`);
  }
  return found;
}
