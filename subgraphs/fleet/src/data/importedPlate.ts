import type { Transaction } from './database.ts';

interface Mark {
  country: string;
  plate: string;
}

/** On which line the file has named each of these plates so far, by `country plate`. */
export async function linesOfPlates(tx: Transaction, importId: string, marks: readonly Mark[]): Promise<Map<string, number>> {
  const rows = await tx.$queryRaw<(Mark & { line: number })[]>`
    SELECT country, plate, line FROM imported_plate
    JOIN jsonb_to_recordset(${JSON.stringify(marks)}::jsonb) AS m(country text, plate text) USING (country, plate)
    WHERE import_id = ${importId}::uuid`;
  return new Map(rows.map(({ country, plate, line }) => [`${country} ${plate}`, line]));
}

export async function insertPlates(tx: Transaction, importId: string, marks: readonly (Mark & { line: number })[]): Promise<void> {
  await tx.importedPlate.createMany({ data: marks.map(({ country, plate, line }) => ({ importId, country, plate, line })) });
}
