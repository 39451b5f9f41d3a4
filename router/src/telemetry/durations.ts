/** Seconds; the upper end is what a whole request may take. */
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.8, 1.2, 1.8, 2];

interface Series {
  labels: string;
  /** By bucket, not cumulated; the last one is beyond all bounds. */
  counts: Uint32Array;
  sum: number;
}

const escaped = (value: string): string => value.replace(/[\\"\n]/g, (character) => (character === '\n' ? '\\n' : `\\${character}`));

/**
 * A histogram in Prometheus' text format. prom-client's own checks and hashes its labels at each observation, which costs five
 * times as much as the rest of it; this one is told seven times a request.
 */
export function createDurations(name: string, help: string) {
  const series = new Map<string, Series>();

  const made = (key: string, labels: Readonly<Record<string, string>>): Series => {
    const pairs = Object.entries(labels).map(([label, value]) => `${label}="${escaped(value)}"`);
    const one = { labels: pairs.join(','), counts: new Uint32Array(buckets.length + 1), sum: 0 };
    series.set(key, one);
    return one;
  };

  const linesOf = ({ labels, counts, sum }: Series): string => {
    let count = 0;
    let lines = '';
    for (const [index, inBucket] of counts.entries()) {
      count += inBucket;
      lines += `${name}_bucket{${labels},le="${String(buckets[index] ?? '+Inf')}"} ${String(count)}\n`;
    }
    return `${lines}${name}_sum{${labels}} ${String(sum)}\n${name}_count{${labels}} ${String(count)}\n`;
  };

  return {
    /** `key` stands for the labels, which are looked at the first time only. */
    observe(key: string, labels: () => Readonly<Record<string, string>>, seconds: number): void {
      const one = series.get(key) ?? made(key, labels());
      let index = 0;
      while (index < buckets.length && seconds > (buckets[index] ?? 0)) index += 1;
      one.counts[index] = (one.counts[index] ?? 0) + 1;
      one.sum += seconds;
    },
    text: (): string => `# HELP ${name} ${help}\n# TYPE ${name} histogram\n${[...series.values()].map(linesOf).join('')}`,
  };
}
