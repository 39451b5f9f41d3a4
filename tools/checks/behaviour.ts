import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startPostgres } from '@ycyw/service/testing/postgres';
import { z } from 'zod';
import { failed, type Outcome } from './outcome.ts';
import { bin, node, root } from './program.ts';

const results = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numRuntimeErrorTestSuites: z.int(),
  testResults: z.array(z.object({ name: z.string(), assertionResults: z.array(z.object({ status: z.string(), fullName: z.string() })) })),
});

const idle = new Set(['pending', 'skipped', 'todo', 'disabled']);

/** The folders that hold a jest.config.js: every package, and the local start. */
const projects = (): string[] =>
  globSync(['{packages,subgraphs,clients,local}/*/jest.config.js', '{router,local,tools,e2e}/jest.config.js'], { cwd: root })
    .map((file) => path.dirname(file))
    .sort();

/** Unit and integration tests of all packages in one jest, on one PostgreSQL. */
export async function behaviour(): Promise<Outcome> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ycyw-jest-'));
  const output = path.join(folder, 'results.json');
  const postgres = await startPostgres();
  try {
    const args = [
      '--experimental-vm-modules',
      // A test's modules are young and die together: with room for them a seventh of the CPU is saved.
      '--max-semi-space-size=64',
      '--disable-warning=ExperimentalWarning',
      bin('jest', 'bin', 'jest.js'),
      '--projects',
      ...projects(),
    ];
    const ended = await node([...args, '--maxWorkers=2', '--json', `--outputFile=${output}`], {
      env: { TEST_POSTGRES_URL: postgres.url },
      shows: true,
    });
    const read = results.safeParse(JSON.parse(readFileSync(output, 'utf8')));
    if (!read.success) return failed(`jest ended with code ${String(ended.code)} and no results`);
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, testResults } = read.data;
    const broken = numFailedTests + numRuntimeErrorTestSuites;
    const skips = testResults.flatMap(({ name, assertionResults }) =>
      assertionResults.filter(({ status }) => idle.has(status)).map(({ fullName }) => `${path.relative(root, name)}: ${fullName}`),
    );
    // jest may fail without a failed test, e.g. on a threshold or a crash in its tear-down.
    return { passed: numPassedTests, failed: ended.code !== 0 && broken === 0 ? 1 : broken, skips, said: '' };
  } catch (error) {
    return failed(`jest did not report: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
