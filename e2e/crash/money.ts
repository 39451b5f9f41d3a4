import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startSystem } from '../../local/system.ts';
import { isRight, prove, type Case } from './money/proof.ts';
import { trappedProvider } from './provider.ts';

const help = `npm run prove:money [-- options]: kills booking in the middle of each step with money

  --port N     of the system that it starts, 4600
  --twice      the control: what is asked when booking dies after it is done twice. Where that moves money twice, which is wherever a new payment
               or a part of one given back is asked for, it has to be found; exit code 0 then
  --rounds N   only the first N of the eight in which steps are killed together
  --help

Starts a system of its own in an empty folder, before a payment provider that can leave a call unanswered. Each step is done twice: booking dies
(SIGKILL) when the provider has not yet done what it was asked for, and when it has. Nobody asks again: what is left to do, booking finds by itself.
In the end each payment and refund is compared with the provider's, and with charges, papers, cashback's ledger and what the renter was told.
Exit code 1 where anything is lost, doubled, or still open after two minutes.
`;

function lineOf(each: Case): string {
  const { name, moment, outcome, wanted, caught, seconds } = each;
  const found = `${isRight(each) ? 'ok    ' : 'FAULT '} ${name}, killed ${moment}: ${outcome}`;
  const notes = [caught ? '' : ' (not caught in the middle)', outcome === wanted ? '' : `, wanted ${wanted}`];
  return `${found}${notes.join('')}${seconds === null ? '' : `; right after ${seconds.toFixed(1)} s`}`;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '4600' },
      rounds: { type: 'string', default: 'Infinity' },
      twice: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const port = Number(values.port);
  const folder = mkdtempSync(path.join(tmpdir(), 'ycyw-money-'));
  chmodSync(folder, 0o711);
  const say = (line: string): void => void process.stdout.write(`  ${line}\n`);
  let clock: () => number = Date.now;
  const provider = await trappedProvider(`http://127.0.0.1:${String(port)}/webhooks/stripe`, () => clock(), values.twice);
  say('Starting a system of its own …');
  const system = await startSystem({
    port,
    varFolder: path.join(folder, 'var'),
    quiet: true,
    env: { ...process.env, ...provider.env },
    lost: say,
  });
  clock = () => Date.parse(system.clock.now() ?? new Date().toISOString());
  try {
    const cases = await prove(system, provider, { patienceMs: values.twice ? 75_000 : 120_000, most: Number(values.rounds) }, say);
    for (const each of cases) say(lineOf(each));
    say(`${String(cases.filter(isRight).length)} of ${String(cases.length)} right`);
    const asWanted = (each: Case): boolean => isRight(each) !== (values.twice && each.moment === 'after' && each.doubles);
    return cases.every(asWanted) ? 0 : 1;
  } finally {
    await system.stop();
    await provider.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = await main();
