/** One contestant, one operation, one round. */
export interface Turn {
  contestant: string;
  operation: string;
  /** 0 is the warm-up. */
  round: number;
  requests: number;
  cpuMs: number;
  perSecond: number;
  p50: number;
  p99: number;
  rssMb: number;
  upstream: number;
}

export const targets: Readonly<Record<string, number>> = { heavy: 5, mixed: 10 };

const spread = (values: readonly number[], digits: number): string => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  return [sorted[0], middle, sorted.at(-1)].map((value) => (value ?? 0).toFixed(digits)).join(' / ');
};

export function tableOf(turns: readonly Turn[], names: readonly string[]): string {
  const of = (name: string): Turn[] => turns.filter(({ contestant }) => contestant === name);
  const stock = of('stock');
  const rows = names.map((name) => {
    const own = of(name);
    const ratios = own.map(({ round, cpuMs }) => (stock.find((turn) => turn.round === round)?.cpuMs ?? NaN) / cpuMs);
    return [
      name,
      spread(
        own.map(({ cpuMs }) => cpuMs),
        3,
      ),
      stock.length > 0 ? ratios.map((ratio) => ratio.toFixed(1)).join(' ') : '',
      spread(
        own.map(({ perSecond }) => perSecond),
        0,
      ),
      spread(
        own.map(({ p50 }) => p50),
        1,
      ),
      spread(
        own.map(({ p99 }) => p99),
        1,
      ),
      spread(
        own.map(({ rssMb }) => rssMb),
        0,
      ),
      spread(
        own.map(({ upstream }) => upstream),
        2,
      ),
    ];
  });
  const all = [['', 'CPU ms/request', 'stock/it by round', 'requests/s', 'p50 ms', 'p99 ms', 'RSS MB', 'upstream/request'], ...rows];
  const widths = (all[0] ?? []).map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd()).join('\n');
}
