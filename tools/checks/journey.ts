import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startedOnce } from '../../e2e/running.ts';
import { chromium } from './machine.ts';
import { failed, skipped, type Outcome } from './outcome.ts';
import { node, root } from './program.ts';

const count = (tap: string, what: string): number => Number(new RegExp(`^# ${what} (\\d+)$`, 'm').exec(tap)?.[1] ?? 0);

const inBrowser = (spec: string): boolean => readFileSync(path.join(root, spec), 'utf8').includes(`'./browser.ts'`);

/** The journeys of e2e/ on real systems, two at a time, in a real browser those that need one. */
export async function journey(): Promise<Outcome> {
  const all = globSync('e2e/*.spec.ts', { cwd: root }).sort();
  if (all.length === 0) return skipped('end-to-end journey: there is none in e2e/');
  const browser = chromium();
  const specs = browser === null ? all.filter((spec) => !inBrowser(spec)) : all;
  const left =
    browser === null ? [`${all.filter(inBrowser).join(', ')}: no Chromium here (set CHROMIUM_PATH, or apt-get install chromium)`] : [];
  const folder = mkdtempSync(path.join(tmpdir(), 'ycyw-e2e-'));
  const report = path.join(folder, 'report.tap');
  const seed = await startedOnce();
  try {
    const reporters = [
      '--test-reporter=spec',
      '--test-reporter-destination=stderr',
      '--test-reporter=tap',
      `--test-reporter-destination=${report}`,
    ];
    const ended = await node(['--test', '--test-force-exit', '--test-concurrency=2', ...reporters, ...specs], {
      env: {
        E2E_STARTED: seed.varFolder,
        ...(browser !== null && { CHROMIUM_PATH: browser }),
      },
      shows: true,
    });
    const tap = readFileSync(report, 'utf8');
    const broken = count(tap, 'fail') + count(tap, 'cancelled');
    const skips = [...tap.matchAll(/^\s*ok \d+ - (.*?) # (?:SKIP|TODO)(.*)$/gm)].map(([, name = '', why = '']) => `${name}${why}`);
    return { passed: count(tap, 'pass'), failed: ended.code !== 0 && broken === 0 ? 1 : broken, skips: [...left, ...skips], said: '' };
  } catch (error) {
    return failed(`the journey did not report: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    seed.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}
