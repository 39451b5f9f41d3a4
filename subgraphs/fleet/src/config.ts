import { isLoopback, postgresUrl, readConfig, refuseToStart } from '@ycyw/service/config';
import { z } from 'zod';
import type { AcrissService } from './acriss/service.ts';

const acrissFields = {
  ACRISS_API_URL: z
    .url({ protocol: /^https?$/ })
    .refine((url) => url.startsWith('https:') || isLoopback(url), 'needs https: the key travels with each request')
    .optional(),
  ACRISS_API_KEY: z.string().min(8).optional(),
};

/** ACRISS's own service where both of its variables are set; null where neither is. */
function acrissOf({
  ACRISS_API_URL: url,
  ACRISS_API_KEY: key,
}: {
  ACRISS_API_URL?: string;
  ACRISS_API_KEY?: string;
}): AcrissService | null {
  if (url === undefined && key === undefined) return null;
  if (url === undefined || key === undefined) {
    const missing = url === undefined ? 'ACRISS_API_URL' : 'ACRISS_API_KEY';
    return refuseToStart(
      `fleet cannot start: set ${missing} (missing), or neither of ACRISS_API_URL and ACRISS_API_KEY. See docs/runbook.md.`,
    );
  }
  return { url, key };
}

/** Fleet's settings out of the environment; ends the process with one clear line where they are not whole. */
export function fleetConfig() {
  const { own, ...config } = readConfig('fleet', { FLEET_DATABASE_URL: postgresUrl, ...acrissFields }, process.env);
  return { ...config, databaseUrl: own.FLEET_DATABASE_URL, acriss: acrissOf(own) };
}

/** The database that the seed command fills: it needs nothing else of the environment. */
export function seedDatabaseUrl(): string {
  const read = postgresUrl.safeParse(process.env.FLEET_DATABASE_URL);
  return read.success
    ? read.data
    : refuseToStart('The seed cannot start: set FLEET_DATABASE_URL. The variables are listed in docs/runbook.md.');
}
