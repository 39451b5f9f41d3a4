import { startPostgres } from './postgres.ts';

/** Where the set-up leaves its server for the tear-down: jest gives them nothing else in common. */
export const held = Symbol.for('ycyw.testing.postgres');

/** Jest's global set-up: one PostgreSQL for the run, unless TEST_POSTGRES_URL already names one. */
export default async function globalSetup(): Promise<void> {
  if (process.env['TEST_POSTGRES_URL']) return;
  const server = await startPostgres();
  process.env['TEST_POSTGRES_URL'] = server.url;
  Object.assign(globalThis, { [held]: server });
}
