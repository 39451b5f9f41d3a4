const intervals = { terminal: 250, other: 5000 };

/** A bar on a terminal, elsewhere a line every few seconds. */
export function progressBar(total: number, out: NodeJS.WriteStream) {
  const began = performance.now();
  let done = 0;
  let label = '';
  const show = (): void => {
    const seconds = (performance.now() - began) / 1000;
    const rate = done / seconds;
    const left = rate > 0 ? Math.round((total - done) / rate) : 0;
    const text = `${label}  ${done.toLocaleString('en')}/${total.toLocaleString('en')}  ${rate.toFixed(1)}/s  ${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')} left`;
    const filled = total > 0 ? Math.min(24, Math.round((done / total) * 24)) : 24;
    if (out.isTTY) out.write(`\r\x1b[K  [${'#'.repeat(filled)}${'.'.repeat(24 - filled)}] ${text}`);
    else out.write(`  ${text}\n`);
  };
  const timer = setInterval(show, out.isTTY ? intervals.terminal : intervals.other);
  timer.unref();
  return {
    advance(to: string, by = 1): void {
      done += by;
      label = to;
    },
    stop(): void {
      clearInterval(timer);
      show();
      if (out.isTTY) out.write('\n');
    },
  };
}
