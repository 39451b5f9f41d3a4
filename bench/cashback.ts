import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { people } from '../e2e/people.ts';
import { measureCpu } from '../e2e/replay/cpu.ts';
import { memoryOf, readProcesses } from '../e2e/replay/memory.ts';
import { runningSystem } from '../e2e/running.ts';
import { foldersIn } from '../local/folders.ts';
import { portsFrom } from '../local/ports.ts';
import { secretsIn } from '../local/secrets.ts';
import { preparePurchases, sendAll, type Sent, type Shop } from './cashback/sender.ts';
import { quantile } from './search/load.ts';

const [shopCount, walletCount, linksEach] = [20, 5000, 4];

const help = `npm run bench:cashback -- [--connections N] [--seconds N] [--most N] [--port N] [--kill]

Purchases that ${shopCount} partner shops report of ${walletCount} renters: distinct, signed, over kept-alive connections straight to booking's webhook, each
connection with one on its way. Counted when it is answered 200, which is after its commit. Starts the system as npm start would, in a folder
of its own. Then the ledger is checked: every answered purchase there once, every currency at zero, balances as the transfers. Then the plain
way in its own process, one transaction a webhook, over the same PostgreSQL. Exit code 1 when anything was lost, doubled or does not add up.

  --connections N  at once (64)
  --seconds N      of each measurement (20), after a quarter as many to warm up
  --most N         purchases prepared for a measurement (60000)
  --port N         of the system that it starts (27500)
  --kill           kills booking with SIGKILL in the middle: what is not answered is told again
`;

const { values: options } = parseArgs({
  options: {
    connections: { type: 'string', default: '64' },
    seconds: { type: 'string', default: '20' },
    most: { type: 'string', default: '60000' },
    port: { type: 'string', default: '27500' },
    kill: { type: 'boolean', default: false },
    help: { type: 'boolean' },
  },
});
const [connections, seconds, most, port] = [options.connections, options.seconds, options.most, options.port].map(Number);
if (options.help || !connections || !seconds || !most || !port) {
  process.stdout.write(help);
  process.exit(options.help ? 0 : 2);
}
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const wrong: string[] = [];
const check = (what: string, holds: boolean): void => {
  say(`  ${holds ? 'right' : 'WRONG'}: ${what}`);
  if (!holds) wrong.push(what);
};
const load = (): string => loadavg()[0]?.toFixed(1) ?? '';
const rateOf = ({ taken, seconds: lasted }: Sent): number => taken.length / lasted;
const line = (name: string, sent: Sent): void => {
  const sorted = sent.ms.toSorted((one, other) => one - other);
  const [p50, p99] = [0.5, 0.99].map((share) => quantile(sorted, share).toFixed(1));
  say(
    `  ${name.padEnd(28)}${rateOf(sent).toFixed(0).padStart(6)} purchases/s   p50 ${String(p50)}  p99 ${String(p99)} ms   ${sent.repeats} repeated`,
  );
};

const onboarding = `mutation ($input: OnboardMerchantInput!) { onboardMerchant(input: $input) { merchant { id } secret } }`;

say(
  `${new Date().toISOString()}  ${cpus().length} cores (${cpus()[0]?.model ?? ''}), Node ${process.version}, load ${load()} at the start`,
);
const system = await runningSystem(port);
const asked = people(system);
const folders = foldersIn(system.varFolder);
const ports = portsFrom(port);
const host = existsSync(path.join(folders.postgres, `.s.PGSQL.${ports.postgres}`)) ? folders.postgres : '127.0.0.1';
const database = {
  user: 'booking',
  database: 'booking',
  password: secretsIn(folders).databasePasswords.booking,
  host,
  port: ports.postgres,
};
const pool = new pg.Pool({ ...database, max: 2 });
const rows = async (text: string): Promise<Record<string, string>[]> => (await pool.query<Record<string, string>>(text)).rows;

/** Renters with a wallet each and links to some of the shops, as the graph would make them, only at once. */
async function openWallets(shops: readonly Shop[]): Promise<{ token: string; shop: Shop }[]> {
  await pool.query(
    `INSERT INTO cashback_wallet (id, customer_id, region, currency, language, created_at)
     SELECT uuidv7(), gen_random_uuid(), 'EU', 'EUR', 'fr', now() FROM generate_series(1, $1)`,
    [walletCount],
  );
  await pool.query(
    `INSERT INTO cashback_account (kind, wallet_id, region, currency)
     SELECT kind, w.id, region, currency FROM cashback_wallet w, unnest(ARRAY['CUSTOMER_PENDING', 'CUSTOMER_AVAILABLE', 'CUSTOMER_DEBT', 'BOOKING_RESERVED', 'SPENT']) kind`,
  );
  await pool.query(
    `INSERT INTO cashback_account (kind, merchant_id, region, currency, limit_minor) SELECT 'MERCHANT_RECEIVABLE', id, 'EU', 'EUR', 1e12 FROM merchant`,
  );
  const { rows: links } = await pool.query<{ token: string; merchant_id: string }>(
    `INSERT INTO cashback_link (token, merchant_id, wallet_id, region, currency, pending_account, receivable_account, created_at)
     SELECT md5(random()::text || w.id::text || m.id::text), m.id, w.id, w.region, w.currency, p.id, r.id, now()
     FROM cashback_wallet w JOIN cashback_account p ON p.wallet_id = w.id AND p.kind = 'CUSTOMER_PENDING'
       CROSS JOIN LATERAL (SELECT id FROM merchant ORDER BY hashtext(merchant.id::text || w.id::text) LIMIT $1) m
       JOIN cashback_account r ON r.merchant_id = m.id
     RETURNING token, merchant_id`,
    [linksEach],
  );
  const byId = new Map(shops.map((shop) => [shop.id, shop]));
  return links.flatMap(({ token, merchant_id }) => {
    const shop = byId.get(merchant_id);
    return shop ? [{ token, shop }] : [];
  });
}

async function killInTheMiddle(): Promise<void> {
  await sleep(seconds ? seconds * 500 : 0);
  const booking = (await readProcesses(system.demo.processes, asked.wire)).find(({ name }) => name === 'booking');
  if (!booking) throw new Error('no process of booking');
  process.kill(booking.pid, 'SIGKILL');
  say(`  killed booking, process ${booking.pid}`);
}

try {
  const admin = await asked.as('ada.admin@example.com');
  const shops: Shop[] = [];
  for (let index = 0; index < shopCount; index += 1) {
    const input = {
      ...{ name: `Shop ${index}`, url: 'https://shop.example/', rates: [{ basisPoints: 500 }], returnDays: 30, clawbackDays: 60 },
      idempotencyKey: randomUUID(),
    };
    const { onboardMerchant } = await admin<{ onboardMerchant: { merchant: { id: string }; secret: string } }>(onboarding, { input });
    shops.push({ id: onboardMerchant.merchant.id, secret: onboardMerchant.secret });
  }
  const links = await openWallets(shops);
  await pool.query('ANALYZE cashback_wallet, cashback_account, cashback_link, merchant');
  const parts = async () => (await readProcesses(system.demo.processes, asked.wire)).filter(({ pid }) => pid !== process.pid);
  const everybody = async () => [...(await parts()), { name: 'the bench, with the launcher', pid: process.pid }];

  say(`\n${connections} connections, ${walletCount} renters, ${shopCount} shops:`);
  const warm = await sendAll(preparePurchases(most, links), ports.booking, connections, seconds / 4);
  const prepared = preparePurchases(most, links);
  const cpu = measureCpu(await everybody());
  const killing = options.kill ? killInTheMiddle() : Promise.resolve();
  const sent = await sendAll(prepared, ports.booking, connections, seconds);
  await killing;
  const used = cpu(await everybody());
  const memory = new Map(memoryOf(await parts()).map(({ name, rssMb }) => [name, rssMb]));
  line('together, as booking does', sent);
  for (const { name, cpuSeconds } of used) {
    const ms = (cpuSeconds * 1000) / sent.taken.length;
    if (ms >= 0.01)
      say(`    ${name.padEnd(32)}${ms.toFixed(3).padStart(8)} ms of CPU a purchase   ${memory.get(name)?.toFixed(0) ?? '-'} MiB`);
  }

  say('\nThe ledger:');
  const all = [...warm.taken, ...sent.taken];
  const [count] = await rows('SELECT count(*)::text AS purchases FROM cashback_purchase');
  check(`each of the ${all.length} answered purchases is there once`, Number(count?.['purchases']) === all.length);
  const owed = all.reduce((sum, { amountMinor }) => sum + Math.floor(amountMinor / 20), 0);
  const [pending] = await rows(`SELECT sum(balance_minor)::text AS minor FROM cashback_account WHERE kind = 'CUSTOMER_PENDING'`);
  check(`${owed} minor units are pending`, Number(pending?.['minor']) === owed);
  const unequal = await rows('SELECT currency FROM cashback_account GROUP BY currency HAVING sum(balance_minor) <> 0');
  check('every currency sums to zero', unequal.length === 0);
  const astray = await rows(
    `SELECT a.id FROM cashback_account a LEFT JOIN (
       SELECT account, sum(minor) AS minor FROM (
         SELECT credit_account AS account, amount_minor AS minor FROM cashback_transfer UNION ALL SELECT debit_account, -amount_minor FROM cashback_transfer) e
       GROUP BY account) t ON t.account = a.id WHERE a.balance_minor <> coalesce(t.minor, 0)`,
  );
  check('every balance is what its transfers come to', astray.length === 0);
  const [again] = prepared;
  const repeated = again && (await sendAll([again, again], ports.booking, 2, 5));
  const [after] = await rows('SELECT count(*)::text AS purchases FROM cashback_purchase');
  check(
    'told again, a purchase is answered the same and nothing is new',
    repeated?.taken.length === 2 && after?.['purchases'] === count?.['purchases'],
  );

  await pool.query(
    `CREATE TABLE plain_purchase (id uuid PRIMARY KEY DEFAULT uuidv7(), merchant_id uuid, reference text, wallet_id uuid, amount bigint, cashback bigint, UNIQUE (merchant_id, reference));
     CREATE TABLE plain_balance (id uuid PRIMARY KEY, minor bigint NOT NULL DEFAULT 0);
     CREATE TABLE plain_journal (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, debit uuid, credit uuid, minor bigint);
     INSERT INTO plain_balance (id) SELECT id FROM cashback_wallet UNION ALL SELECT id FROM merchant;
     ANALYZE plain_balance`,
  );
  const plainPort = port + 90;
  const plain = fork(path.join(import.meta.dirname, 'cashback', 'plain.ts'), [JSON.stringify({ shops, database, port: plainPort })]);
  await once(plain, 'message');
  await sendAll(preparePurchases(most, links), plainPort, connections, seconds / 4);
  const backends = async () => [...(await everybody()), { name: 'the plain way', pid: plain.pid ?? 0 }];
  const plainCpu = measureCpu(await backends());
  const naive = await sendAll(preparePurchases(most, links), plainPort, connections, seconds);
  const plainUsed = plainCpu(await backends());
  plain.kill();
  say('');
  line('one transaction a webhook', naive);
  for (const { name, cpuSeconds } of plainUsed) {
    const ms = (cpuSeconds * 1000) / naive.taken.length;
    if (ms >= 0.01) say(`    ${name.padEnd(32)}${ms.toFixed(3).padStart(8)} ms of CPU a purchase`);
  }
  say(`  together / one by one: ${(rateOf(sent) / rateOf(naive)).toFixed(1)}; load ${load()} at the end`);
} finally {
  asked.close();
  await pool.end();
  await system.stop();
}
process.exitCode = wrong.length > 0 ? 1 : 0;
