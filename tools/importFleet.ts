import { stat } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { access } from './import/access.ts';
import { survey } from './import/fileLines.ts';
import { graphAt, GraphRefused, type Ask } from './import/graph.ts';
import { writeReport } from './import/report.ts';
import { ImportStopped, open, transfer, type Chosen, type FleetImport } from './import/transfer.ts';
import { progressBar } from './progressBar.ts';

const help = `npm run import-fleet -- FILE [options]: brings the units of another fleet or stock system's file in, through the graph

  FILE                    CSV with a header, its columns apart by , or ; or JSON lines; UTF-8. Columns: plate, make, model, year,
                          acriss, agency, and where there are any odometerKm, state, country
  --column THEIRS=OURS    that column of the file holds that one of ours, e.g. --column Kennzeichen=plate; as often as needed
  --agency CODE           for rows that name no agency
  --report FILE           where the refused rows go, as CSV: line, field, reason; FILE.refused.csv unless said
  --language fr|en        of the reasons; the one of LANG, else en
  --url URL               the graph, e.g. https://example.com/graphql; of the local start unless said
  --as manager            signs in as a demo account of the local start (manager or admin); otherwise YCYW_ACCESS_TOKEN holds an
                          access token
  --var FOLDER            where the local start keeps its demo.json, var
  --help

A unit is known by country and plate: it is added, or changed where the file says otherwise. Good rows are kept and the
others reported. Ctrl-C, a crash or a broken line lose and double nothing: the same command goes on where it stopped.
Exit code 0 when every row was taken, 2 when some were refused, 130 after Ctrl-C, 1 when it could not go on.
`;

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const many = (count: number): string => count.toLocaleString('en');

function options() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      column: { type: 'string', multiple: true, default: [] },
      agency: { type: 'string' },
      report: { type: 'string' },
      language: { type: 'string', default: process.env.LANG?.startsWith('fr') ? 'fr' : 'en' },
      url: { type: 'string' },
      as: { type: 'string' },
      var: { type: 'string', default: path.join(import.meta.dirname, '..', 'var') },
      help: { type: 'boolean', default: false },
    },
  });
  return { ...values, file: positionals[0], tooMany: positionals.length > 1 };
}

function columnsOf(given: readonly string[]): Chosen['columns'] {
  return given.map((each) => {
    const at = each.lastIndexOf('=');
    if (at < 1 || at === each.length - 1) throw new ImportStopped(`--column takes THEIRS=OURS, not ${each}.`);
    return { column: each.slice(0, at), field: each.slice(at + 1) };
  });
}

const here = (file: string): string => path.resolve(process.env.INIT_CWD ?? '.', file);

async function sent(ask: Ask, file: string, chosen: Chosen, signal: AbortSignal): Promise<FleetImport> {
  const before = await stat(file).catch(() => null);
  if (!before?.isFile()) throw new ImportStopped(`${file} is no file that can be read.`);
  const surveyed = await survey(file);
  if (surveyed.totalLines === 0) throw new ImportStopped(`${file} is empty.`);
  const opened = await open(ask, surveyed, chosen);
  const first = surveyed.format === 'CSV' ? 2 : 1;
  if (opened.nextLine > first) say(`  Goes on at line ${many(opened.nextLine)} of ${many(opened.totalLines)}.`);
  const bar = progressBar(opened.totalLines + 1 - opened.nextLine, process.stderr);
  try {
    const after = await transfer(ask, file, opened, signal, (lines) => {
      bar.advance('lines', lines);
    });
    const now = await stat(file);
    if (now.size !== before.size || now.mtimeMs !== before.mtimeMs) {
      throw new ImportStopped(`${file} was changed meanwhile: what was taken stays. Run the same command again for the file as it is now.`);
    }
    return after;
  } finally {
    bar.stop();
  }
}

async function main(): Promise<number> {
  const { file: named, tooMany, help: asksHelp, column, agency, report, language, url, as: role, var: varFolder } = options();
  if (asksHelp || named === undefined || tooMany) {
    (asksHelp ? process.stdout : process.stderr).write(help);
    return asksHelp ? 0 : 1;
  }
  const file = here(named);
  const chosen = { name: path.basename(file), agency: agency ?? null, columns: columnsOf(column) };
  const at = await access(role, here(varFolder), url);
  const ask = graphAt(at.url, language, at.token);
  const interrupted = new AbortController();
  process.on('SIGINT', () => {
    if (interrupted.signal.aborted) process.exit(130);
    say('\n  Stopping after this part; once more to leave at once. Nothing is lost either way.');
    interrupted.abort();
  });
  const { id, state, nextLine, totalLines, added, changed, unchanged, refused } = await sent(ask, file, chosen, interrupted.signal);
  const counts = `${many(added)} added, ${many(changed)} changed, ${many(unchanged)} unchanged, ${many(refused)} refused`;
  if (state !== 'DONE') {
    say(`  Stopped at line ${many(nextLine)} of ${many(totalLines)}: ${counts}. The same command goes on from there.`);
    return 130;
  }
  process.stdout.write(`${counts}\n`);
  if (refused === 0) return 0;
  const to = report === undefined ? `${file}.refused.csv` : here(report);
  await writeReport(ask, id, to);
  process.stdout.write(`The refused rows, and why: ${to}\n`);
  return 2;
}

function advice(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof ImportStopped || (error instanceof TypeError && 'code' in error)) return error.message;
  if (!(error instanceof GraphRefused))
    return `${error.message}${error.cause instanceof Error ? ` (${error.cause.message})` : ''}. The same command goes on where it stopped.`;
  if (error.code === 'UNAUTHENTICATED' || error.code === 'TOKEN_EXPIRED') {
    return `${error.message} Set a fresh YCYW_ACCESS_TOKEN; the same command goes on where it stopped.`;
  }
  return `${error.message} (${error.code})`;
}

try {
  process.exitCode = await main();
} catch (error) {
  say(advice(error));
  process.exitCode = 1;
}
