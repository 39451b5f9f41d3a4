const cell = (value: string): string => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

/** Rows as CSV (RFC 4180). */
export const csvText = (rows: readonly (readonly string[])[]): string => rows.map((row) => `${row.map(cell).join()}\r\n`).join('');
