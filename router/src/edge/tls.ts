import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import type { Logger } from 'pino';
import type { Configuration } from '../configuration.ts';

type Files = NonNullable<Configuration['tls']>;

/** TLS 1.3 and nothing older. Throws when a file is missing or the key is another certificate's. */
export function readCertificate({ certificate, key }: Files): SecureContextOptions {
  const options: SecureContextOptions = { cert: readFileSync(certificate), key: readFileSync(key), minVersion: 'TLSv1.3' };
  createSecureContext(options);
  return options;
}

/**
 * Tells `taken` of a new certificate within two seconds; connections stay. Polls, because certificates are renewed by moving
 * links, which inotify does not see. What can't be read is logged, and the old one stays. Returns what ends the watch.
 */
export function watchCertificate(files: Files, taken: (options: SecureContextOptions) => void, log: Logger): () => void {
  const renew = (): void => {
    try {
      taken(readCertificate(files));
      log.info('new certificate');
    } catch (error) {
      log.error({ err: error }, 'the new certificate is not usable; the old one stays');
    }
  };
  for (const file of [files.certificate, files.key]) watchFile(file, { interval: 2000, persistent: false }, renew);
  return () => {
    for (const file of [files.certificate, files.key]) unwatchFile(file, renew);
  };
}
