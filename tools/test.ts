import { parseArgs } from 'node:util';
import { turbo } from '../local/sources.ts';
import { behaviour } from './checks/behaviour.ts';
import { journey } from './checks/journey.ts';
import { completeMachine } from './checks/machine.ts';
import { failed, type Outcome } from './checks/outcome.ts';
import { composition, lint, types } from './checks/static.ts';

const help = `npm test: everything that must hold before a change goes in

  npm test                        all stages: lint, types, compose, jest, e2e
  npm test -- --only STAGE        one of them
  npm test -- --help

Installs redis-server and chromium with apt-get where it is root and they are missing; without them it runs what it can and
names what it skipped. Ends with "N passed, N failed, N skipped"; exit code 1 when anything failed.
`;

const stages: Record<string, () => Promise<Outcome>> = { lint, types, compose: composition, jest: behaviour, e2e: journey };

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
  // eslint keeps one core busy and tsc the other.
  const still = wanted.filter((name) => name !== 'jest' && name !== 'e2e');
  const lone = still.filter((name) => name === 'lint');
  const others = still.filter((name) => name !== 'lint');
  const inTurn = async (names: readonly string[]): Promise<void> => {
    for (const name of names) {
      const work = stages[name];
      if (work) outcomes.push(await stage(name, work));
    }
  };
  await Promise.all([inTurn(lone), inTurn(others)]);
  await inTurn(wanted.filter((name) => name === 'jest' || name === 'e2e'));
  return outcomes;
}

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
