const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

export interface Progress {
  /** Runs `work` as a step; prints its line with what it returned and how long it took. */
  step<Result>(name: string, work: () => Promise<Result>, says: (result: Result) => string): Promise<Result>;
  say(line: string): void;
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** Progress on a terminal, or as plain lines where the output goes elsewhere; `quiet` prints nothing. */
export function progress(output: NodeJS.WriteStream, quiet: boolean): Progress {
  const live = output.isTTY && !quiet;
  const coloured = live && !process.env.NO_COLOR;
  const dim = (text: string): string => (coloured ? `\u001b[2m${text}\u001b[22m` : text);
  const green = (text: string): string => (coloured ? `\u001b[32m${text}\u001b[39m` : text);
  const running = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let frame = 0;

  const erase = (): void => void (live && output.write('\r\u001b[2K'));
  const draw = (): void => {
    if (!live || running.size === 0) return;
    frame = (frame + 1) % frames.length;
    output.write(`\r\u001b[2K  ${frames[frame] ?? ''} ${dim([...running].join(', ').slice(0, output.columns - 8))}`);
  };
  const print = (line: string): void => {
    if (quiet) return;
    erase();
    output.write(`${line}\n`);
    draw();
  };

  return {
    say: print,
    step: async (name, work, says) => {
      const began = performance.now();
      running.add(name);
      if (live) timer ??= setInterval(draw, 80).unref();
      try {
        const result = await work();
        running.delete(name);
        print(`  ${green('✓')} ${name.padEnd(14)} ${says(result).padEnd(62)} ${dim(seconds(performance.now() - began).padStart(7))}`);
        return result;
      } finally {
        running.delete(name);
        if (running.size === 0) {
          clearInterval(timer);
          timer = undefined;
          erase();
        }
      }
    },
  };
}
