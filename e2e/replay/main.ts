import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { letTimeRun, readDemo, ReplayRefused } from './demo.ts';
import { replay } from './replay.ts';
import { isClean, textOf } from './report.ts';
import { readTraceFile, TraceRefused } from './trace.ts';

const help = `npm run replay -- FILE [options]: drives a trace of reservations through the running system, and accounts for every one

  FILE               .csv or .csv.gz with the columns booked_on, starts_on, nights, class_reserved, changes, outcome and
                     outcome_on; others are not read
  --only N           the first N reservations alone
  --in-flight N      requests at once, 24
  --var FOLDER       where the running system keeps its demo.json, var
  --help

Start the system with npm start in another terminal. The replay opens an agency of its own with 70 % of the trace's peak
demand in each class, and moves the system's clock from day to day of the trace; it runs again at the end. Ctrl-C prints
what there is so far. The report goes to replay-report.json too. Exit code 1 when anything is not as it must be.
`;

function options() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      only: { type: 'string' },
      'in-flight': { type: 'string', default: '24' },
      var: { type: 'string', default: path.join(import.meta.dirname, '..', '..', 'var') },
      help: { type: 'boolean', default: false },
    },
  });
  return { ...values, file: positionals[0] };
}

function wholeNumber(name: string, text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new ReplayRefused(`--${name} takes a whole number from 1 on, not ${text}.`);
  return Number(text);
}

async function main(): Promise<number> {
  const { file, help: asksHelp, only, 'in-flight': inFlight, var: varFolder } = options();
  if (asksHelp || file === undefined) {
    process.stdout.write(help);
    return asksHelp ? 0 : 1;
  }
  const interrupted = new AbortController();
  const demo = await readDemo(path.join(varFolder, 'demo.json'));
  const interrupt = (): void => {
    if (interrupted.signal.aborted) void letTimeRun(demo).finally(() => process.exit(130));
    process.stdout.write('\n  Stopping: the report comes with what there is; once more to leave it.\n');
    interrupted.abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  const all = await readTraceFile(path.resolve(process.env['INIT_CWD'] ?? '.', file));
  const reservations = only === undefined ? all : all.slice(0, wholeNumber('only', only));
  const report = await replay({
    trace: path.basename(file),
    reservations,
    demo,
    inFlight: wholeNumber('in-flight', inFlight),
    signal: interrupted.signal,
    out: process.stdout,
  });
  process.stdout.write(`\n${textOf(report)}`);
  mkdirSync(varFolder, { recursive: true });
  writeFileSync(path.join(varFolder, 'replay-report.json'), `${JSON.stringify(report, null, 2)}\n`);
  return isClean(report) ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  const known = error instanceof ReplayRefused || error instanceof TraceRefused || (error instanceof Error && 'code' in error);
  const said = error instanceof Error ? (known ? error.message : (error.stack ?? error.message)) : String(error);
  process.stderr.write(`  ${said}
`);
  process.exitCode = 1;
}
