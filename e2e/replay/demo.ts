import { readFileSync } from 'node:fs';

export interface Account {
  email: string;
  password: string;
  /** Base32; of those who must have a second factor. */
  totpSecret?: string;
}

/** Where the running system is, as its start wrote it down. */
export interface Demo {
  graph: string;
  mailbox: string;
  accounts: (Account & { role: string })[];
  stripe: { base: string; secretKey: string };
  clock: string;
  processes: string;
  /** What the simulated carriers tell, and are told, by hand. */
  carriers: string[];
}

/** The replay can't go on; the message says what to do. */
export class ReplayRefused extends Error {}

/** Reads var/demo.json. Throws ReplayRefused when the system isn't running. */
export async function readDemo(file: string): Promise<Demo> {
  let demo: Demo;
  try {
    demo = JSON.parse(readFileSync(file, 'utf8')) as Demo;
  } catch {
    throw new ReplayRefused(`${file} is missing: start the system with npm start, and run the replay in a second terminal.`);
  }
  const alive = await fetch(demo.clock).then(
    (response) => response.ok,
    () => false,
  );
  if (!alive) throw new ReplayRefused('The system is not running: start it with npm start, and run the replay in a second terminal.');
  return demo;
}

/** The account of a role, or ReplayRefused. */
export function accountOf(demo: Demo, role: string): Account {
  const account = demo.accounts.find((each) => each.role === role);
  if (!account) throw new ReplayRefused(`The running system has no ${role} among its demo accounts.`);
  return account;
}

/** Gives the system's clock back to real time. */
export const letTimeRun = (demo: Demo): Promise<Response> =>
  fetch(demo.clock, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ now: null }) });
