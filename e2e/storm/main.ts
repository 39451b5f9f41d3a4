import { parseArgs } from 'node:util';
import { runningSystem } from '../running.ts';
import { clientsOf, storm, thrice, twinsToo } from './storm.ts';
import { twins } from './twins.ts';

const help = `npm run prove:chat [-- options]: a storm over the chat; nobody may miss a message, see one twice or in another order

  --conversations N   50, each with two who write and four clients that follow
  --messages N        5000 in all
  --seed N            draws which connections break, 1
  --lost N            the control: so many clients do not notice one message each, and all of them have to be found; exit code 0 then
  --twins             with a second router and a second process of support, through which half of the clients go, and which are killed twice each
  --port N            of the system that it starts, 4711 or the next hundred that is free
  --help

Starts a system of its own in an empty folder. Twenty connections a second are reset, the router and support are killed three times each and
Redis once. What clients saw is compared with the database, message by message. Exit code 1 for any difference.
`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      conversations: { type: 'string', default: '50' },
      messages: { type: 'string', default: '5000' },
      seed: { type: 'string', default: '1' },
      lost: { type: 'string', default: '0' },
      twins: { type: 'boolean', default: false },
      port: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const say = (line: string): void => void process.stdout.write(`  ${line}\n`);
  const conversations = Number(values.conversations);
  const lost = Number(values.lost);
  const kills = values.twins ? [...thrice, ...twinsToo] : thrice;
  say(`Starting a system of its own for ${String(clientsOf(conversations))} clients …`);
  const system = await runningSystem(values.port === undefined ? undefined : Number(values.port));
  const twin = values.twins ? await twins(system) : null;
  try {
    const { faults, ...figures } = await storm(
      system,
      twin,
      {
        conversations,
        messages: Number(values.messages),
        seed: Number(values.seed),
        lost,
        kills,
      },
      say,
    );
    say(
      `${String(figures.acknowledged)} messages acknowledged in ${figures.seconds.toFixed(0)} s; ${String(figures.resets)} connections reset, ` +
        `${String(figures.kills)} processes ended; clients resumed ${String(figures.resumed)} times`,
    );
    for (const fault of faults.slice(0, 20)) say(`FAULT ${fault}`);
    say(faults.length === 0 ? 'every client has every message, once and in order' : `${String(faults.length)} faults`);
    return faults.length === lost && figures.kills === kills.length ? 0 : 1;
  } finally {
    await twin?.router.stop();
    await twin?.support.stop();
    await system.stop();
  }
}

process.exitCode = await main();
