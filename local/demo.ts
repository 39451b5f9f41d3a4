import { writeFileSync } from 'node:fs';
import { demoAccounts, demoPassword } from './accounts.ts';
import type { Addresses } from './addresses.ts';
import type { Folders } from './folders.ts';
import type { Ports } from './ports.ts';
import type { Secrets } from './secrets.ts';
import { nextCodeAt, totpCode } from './totp.ts';

type TotpSecrets = Secrets['demoTotp'];

/** What a script needs to act as a client. */
export function writeDemo(folders: Folders, { graph, mailbox, stripe, tools }: Addresses, ports: Ports, totpSecrets: TotpSecrets): void {
  const demo = {
    graph,
    mailbox,
    accounts: demoAccounts.map(({ email, role }) => ({
      email,
      password: demoPassword,
      role,
      ...(totpSecrets[email] && { totpSecret: totpSecrets[email] }),
    })),
    stripe: { base: stripe.apiBase, secretKey: stripe.secretKey },
    clock: `${tools}/clock`,
    processes: `${tools}/processes`,
    carriers: [ports.nordlane, ports.convoyeurs].map((port) => `http://127.0.0.1:${String(port)}/simulator`),
  };
  writeFileSync(folders.demo, `${JSON.stringify(demo, null, 2)}\n`, { mode: 0o600 });
}

/** An account as the start shows it; staff with their TOTP secret and the code that is good now. */
function line({ email, role, region }: (typeof demoAccounts)[number], secret: string | undefined, now: Date): string {
  const person = `    ${role.padEnd(10)} ${email.padEnd(27)} ${region}`;
  return secret === undefined ? person : `${person}   ${secret}   ${totpCode(secret, now)}`;
}

/** The block that ends a start: where to go and as whom. */
export function welcome(
  { web, graph, mailbox, simulator }: Addresses,
  folders: Folders,
  totpSecrets: TotpSecrets,
  { seconds, now }: { seconds: string; now: Date },
): string {
  const places = [
    ['Web client', web],
    ['Graph', graph],
    ['Explorer', `${web}/explorer`],
    ['Mailbox', mailbox],
    ...(simulator === null ? [] : [['Stripe simulator', simulator]]),
  ];
  const people = demoAccounts.map((account) => line(account, totpSecrets[account.email], now));
  return [
    '',
    `  Ready in ${seconds} s.`,
    '',
    ...places.map(([name = '', place = '']) => `    ${name.padEnd(18)} ${place}`),
    '',
    `  Demo accounts, all with the password ${demoPassword}`,
    '',
    ...people,
    '',
    `  Staff need a second factor: the secret is for an authenticator app, the code beside it is good until ${nextCodeAt(now).toLocaleTimeString('en-GB')}, once;`,
    '  npm run codes, in another terminal, shows those of the moment.',
    '',
    `  Ctrl-C stops everything. Data stays in ${folders.var}; npm run reset empties it.`,
    '',
  ].join('\n');
}
