import { held } from './globalSetup.ts';

/** Stops the PostgreSQL of jest's global set-up. */
export default async function globalTeardown(): Promise<void> {
  const server = (globalThis as { [held]?: { stop(): Promise<void> } })[held];
  await server?.stop();
}
