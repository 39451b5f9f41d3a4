import { postgresUrl, readConfig, refuseToStart } from '@ycyw/service/config';

/** Fleet's settings out of the environment; ends the process with one clear line where they are not whole. */
export function fleetConfig() {
  const { own, ...config } = readConfig('fleet', { FLEET_DATABASE_URL: postgresUrl }, process.env);
  return { ...config, databaseUrl: own.FLEET_DATABASE_URL };
}

/** The database that the seed command fills: it needs nothing else of the environment. */
export function seedDatabaseUrl(): string {
  const read = postgresUrl.safeParse(process.env.FLEET_DATABASE_URL);
  return read.success
    ? read.data
    : refuseToStart('The seed cannot start: set FLEET_DATABASE_URL. The variables are listed in docs/runbook.md.');
}
