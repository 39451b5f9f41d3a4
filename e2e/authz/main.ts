import path from 'node:path';
import { parseArgs } from 'node:util';
import { progressBar } from '../../tools/progressBar.ts';
import { runningSystem } from '../running.ts';
import { takeMatrix } from './matrix.ts';
import { isClean, judged, textOf } from './report.ts';

const help = `npm run authz [-- options]: every field of the supergraph, asked as everybody, about everybody's, by every way

  --var FOLDER   the running system whose var folder this is, instead of a start of its own on ports from 4711 (E2E_PORT)
  --all          every line, not the first hundred
  --help

Makes people, agencies, bookings and conversations of its own through the graph; then asks for every field of the composed
supergraph through root fields, look-ups, nested, under aliases, as entities of each subgraph, in batches, and over subscriptions,
and for every mutation, as each kind of viewer; and compares with schema/authorisation.ts. Prints the matrix's size and one line for each
cell that is not as classified: what is wrong, field, viewer, whose it was, way, expected, got. Exit code 1 when there is any,
or a field that is not classified.
`;

const firstLines = 100;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { var: { type: 'string' }, all: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  if (values.var !== undefined) process.env['E2E_VAR'] = path.resolve(process.env['INIT_CWD'] ?? '.', values.var);
  process.stdout.write('  Starting the system …\n');
  // A system that stops holds nothing that would keep its process alive until it has.
  const alive = setInterval(() => undefined, 1000);
  const system = await runningSystem();
  let bar: ReturnType<typeof progressBar> | undefined;
  try {
    const taken = await takeMatrix(system, {
      begin: (steps) => (bar = progressBar(steps, process.stdout)),
      advance: (label) => bar?.advance(label),
    });
    bar?.stop();
    const judgement = judged(taken, taken.classified.rules);
    process.stdout.write(`\n${textOf(taken, judgement, values.all ? Infinity : firstLines)}`);
    return isClean(taken, judgement) ? 0 : 1;
  } finally {
    await system.stop();
    clearInterval(alive);
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`  ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
}
