import { writeFileSync } from 'node:fs';
import { demoAccounts, demoPassword } from './accounts.ts';
import type { Addresses } from './addresses.ts';
import type { Folders } from './folders.ts';

/** What a script needs to act as a client. */
export function writeDemo(folders: Folders, { graph, mailbox, stripe, tools }: Addresses): void {
  const demo = {
    graph,
    mailbox,
    accounts: demoAccounts.map(({ email, role }) => ({ email, password: demoPassword, role })),
    stripe: { base: stripe.apiBase, secretKey: stripe.secretKey },
    clock: `${tools}/clock`,
    processes: `${tools}/processes`,
  };
  writeFileSync(folders.demo, `${JSON.stringify(demo, null, 2)}\n`, { mode: 0o600 });
}

/** The block that ends a start: where to go and as whom. */
export function welcome({ web, graph, mailbox, simulator }: Addresses, folders: Folders, seconds: string): string {
  const places = [
    ['Web client', web],
    ['Graph', graph],
    ['Explorer', `${web}/explorer`],
    ['Mailbox', mailbox],
    ...(simulator === null ? [] : [['Stripe simulator', simulator]]),
  ];
  const people = demoAccounts.map(({ email, role, region }) => `    ${role.padEnd(10)} ${email.padEnd(27)} ${region}`);
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
    `  Ctrl-C stops everything. Data stays in ${folders.var}; npm run reset empties it.`,
    '',
  ].join('\n');
}
