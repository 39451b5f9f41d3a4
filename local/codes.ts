import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { foldersIn, root } from './folders.ts';
import { nextCodeAt, totpCode } from './totp.ts';

const demo = z.object({ accounts: z.array(z.object({ email: z.string(), totpSecret: z.string().optional() })) });

/** What an authenticator app would show at `now` for the demo staff of `text`, a demo.json: an account a line. */
export function staffCodes(text: string, now: Date): string {
  const { accounts } = demo.parse(JSON.parse(text));
  const lines = accounts.flatMap(({ email, totpSecret }) =>
    totpSecret === undefined ? [] : [`${totpCode(totpSecret, now)}   ${email}\n`],
  );
  return `${lines.join('')}Good until ${nextCodeAt(now).toLocaleTimeString('en-GB')}, each once.\n`;
}

if (import.meta.main) {
  const file = foldersIn(path.join(root, 'var')).demo;
  if (process.argv.includes('--help'))
    process.stdout.write('npm run codes: the codes that the demo staff sign in with at this moment, from var/demo.json.\n');
  else if (existsSync(file)) process.stdout.write(staffCodes(readFileSync(file, 'utf8'), new Date()));
  else {
    process.stderr.write('There are no demo accounts here yet: npm start makes them.\n');
    process.exitCode = 1;
  }
}
