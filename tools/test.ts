import path from 'node:path';
import { parseArgs } from 'node:util';
import { foldersIn, root } from '../local/folders.ts';
import { turbo } from '../local/sources.ts';
import { behaviour } from './checks/behaviour.ts';
import { journey } from './checks/journey.ts';
import { completeMachine } from './checks/machine.ts';
import { failed, type Outcome } from './checks/outcome.ts';
import { composition, format, lint, types } from './checks/static.ts';

const help = `npm test: everything that must hold before a change goes in

  npm test                        all stages: lint, types, compose, format, jest, e2e
  npm test -- --only STAGE        one of them
  npm test -- --help

Installs redis-server, chromium, clamav-daemon and coturn with apt-get where it is root and they are missing; without them it runs what it can and
names what it skipped. Ends with "N passed, N failed, N skipped"; exit code 1 when anything failed.
`;

const stages: Record<string, () => Promise<Outcome>> = { lint, types, compose: composition, format, jest: behaviour, e2e: journey };

const began = performance.now();
const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;
const say = (line: string): void => void process.stdout.write(`[${seconds(began).padStart(7)}] ${line}\n`);

async function stage(name: string, work: () => Promise<Outcome>): Promise<Outcome> {
  say(`${name} …`);
  const since = performance.now();
  const outcome = await work().catch((error: unknown) => failed(error instanceof Error ? error.message : String(error)));
  const { passed, failed: broken, skips, said } = outcome;
  if (said) process.stdout.write(`${said}\n`);
  say(`${name}: ${String(passed)} passed, ${String(broken)} failed, ${String(skips.length)} skipped, in ${seconds(since)}`);
  return outcome;
}

async function test(wanted: readonly string[]): Promise<Outcome[]> {
  if (wanted.some((name) => name === 'jest' || name === 'e2e')) await completeMachine(say);
  say('generating and building');
  await turbo(wanted.includes('e2e') ? ['generate', 'build'] : ['generate']);
  const outcomes: Outcome[] = [];
  const inTurn = async (names: readonly string[]): Promise<void> => {
    for (const name of names) {
      const work = stages[name];
      if (work && wanted.includes(name)) outcomes.push(await stage(name, work));
    }
  };
  // eslint keeps one core busy for as long as the rest takes that needs no whole system.
  await Promise.all([inTurn(['lint']), inTurn(['types', 'compose', 'format', 'jest'])]);
  await inTurn(['e2e']);
  return outcomes;
}

// What one of the many programs that tests start has compiled, the others find done.
process.env.NODE_COMPILE_CACHE ??= foldersIn(path.join(root, 'var')).compileCache;

const { values } = parseArgs({ options: { only: { type: 'string' }, help: { type: 'boolean' } } });
if (values.help) process.stdout.write(help);
else if (values.only !== undefined && !Object.hasOwn(stages, values.only)) {
  process.stderr.write(`--only ${values.only} is no stage: ${Object.keys(stages).join(', ')}\n`);
  process.exitCode = 1;
} else {
  const outcomes = await test(values.only === undefined ? Object.keys(stages) : [values.only]).catch((error: unknown) => [
    failed(error instanceof Error ? error.message : String(error)),
  ]);
  const sum = (of: (outcome: Outcome) => number): number => outcomes.reduce((total, outcome) => total + of(outcome), 0);
  for (const { skips } of outcomes) for (const name of skips) process.stdout.write(`skipped: ${name}\n`);
  const broken = sum((outcome) => outcome.failed);
  process.stdout.write(
    `${String(sum(({ passed }) => passed))} passed, ${String(broken)} failed, ${String(sum(({ skips }) => skips.length))} skipped\n`,
  );
  process.exitCode = broken > 0 ? 1 : 0;
}
