import { randomUUID } from 'node:crypto';
import { randomFrom } from '../crash/targets.ts';
import type { Memory } from '../../local/memory.ts';
import { graphClient, type Ask } from '../replay/graph.ts';
import { wire } from '../replay/wire.ts';
import { people } from '../people.ts';
import { databaseOf } from '../rows.ts';
import type { Running } from '../running.ts';
import { faults, type Acknowledged } from './checker.ts';
import { reader, type Reader, type Seen } from './reader.ts';
import { breakingWay } from './resets.ts';
import type { twins } from './twins.ts';

type Twins = Awaited<ReturnType<typeof twins>>;

/** `twin`: the second process of its kind. */
type Target = 'router' | 'support' | 'redis' | 'twin router' | 'twin support';

export interface Plan {
  conversations: number;
  messages: number;
  seed: number;
  /** Whom to kill once that share of the messages has been acknowledged. */
  kills: readonly { target: Target; at: number; signal: 'SIGKILL' | 'SIGTERM' }[];
  /** The control: so many clients do not notice one message each. */
  lost: number;
}

/** Router and support three times, Redis once. */
export const thrice: Plan['kills'] = [
  { target: 'router', at: 0.1, signal: 'SIGKILL' },
  { target: 'support', at: 0.22, signal: 'SIGKILL' },
  { target: 'router', at: 0.36, signal: 'SIGTERM' },
  { target: 'redis', at: 0.48, signal: 'SIGKILL' },
  { target: 'support', at: 0.6, signal: 'SIGTERM' },
  { target: 'router', at: 0.74, signal: 'SIGKILL' },
  { target: 'support', at: 0.86, signal: 'SIGKILL' },
];

export const twinsToo: Plan['kills'] = [
  { target: 'twin support', at: 0.16, signal: 'SIGKILL' },
  { target: 'twin router', at: 0.3, signal: 'SIGKILL' },
  { target: 'twin router', at: 0.54, signal: 'SIGTERM' },
  { target: 'twin support', at: 0.68, signal: 'SIGTERM' },
];

export interface Outcome {
  faults: string[];
  clients: number;
  acknowledged: number;
  resets: number;
  resumed: number;
  kills: number;
  seconds: number;
}

const clientsEach = 4;
const outageMs = 300_000;
const resetEveryMs = 100;
const patienceMs = 60_000;
const unlimited = <Result>(job: () => Promise<Result>): Promise<Result> => job();
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const start = `mutation Start($input: StartConversationInput!) { startConversation(input: $input) { id } }`;
const send = `mutation Send($input: SendMessageInput!) { sendMessage(input: $input) { sequence clientId } }`;

/** Who speaks in a conversation, and who follows it besides. */
const sides = [
  { customer: 'claire.renter@example.com', staff: 'noah.manager@example.com', onlooker: 'marie.agent@example.com' },
  { customer: 'sam.renter@example.com', staff: 'ada.admin@example.com', onlooker: 'ada.admin@example.com' },
];

async function stored(system: Running, ids: readonly string[]): Promise<Map<string, Seen[]>> {
  const client = await databaseOf(system, 'support');
  const { rows } = await client.query<Seen & { conversation: string }>(
    'SELECT conversation_id AS conversation, sequence, client_id AS "clientId" FROM message WHERE conversation_id = ANY($1) ORDER BY 1, 2',
    [ids],
  );
  await client.end();
  return new Map(
    Map.groupBy(rows, ({ conversation }) => conversation)
      .entries()
      .map(([id, each]) => [id, each.map(({ sequence, clientId }) => ({ sequence, clientId }))]),
  );
}

async function kill({ demo }: Running, twin: Twins | null, target: Target, signal: NodeJS.Signals): Promise<void> {
  if (target === 'twin router') twin?.router.kill(signal);
  if (target === 'twin support') twin?.support.kill(signal);
  if (target.startsWith('twin')) return;
  const processes = (await (await fetch(demo.processes)).json()) as Memory[];
  const found = processes.find(({ name }) => name === target);
  if (!found) throw new Error(`there is no ${target} to kill`);
  process.kill(found.pid, signal);
}

/**
 * Where there are twins, half of the clients go through them. Two sides write in each of the conversations at once, four clients follow each, over connections that break at random, while processes are
 * killed. What is not acknowledged is sent again under the same clientId, as the apps do.
 */
export async function storm(system: Running, twin: Twins | null, plan: Plan, say: (line: string) => void): Promise<Outcome> {
  const random = randomFrom(plan.seed);
  const doors = [Number(new URL(system.web).port), ...(twin ? [twin.router.port] : [])];
  const ways = await Promise.all(doors.map((port) => breakingWay(port, random)));
  const host = (n: number): string => `127.0.0.1:${String(ways[n % ways.length]?.port)}/graphql`;
  const post = wire(64, outageMs);
  const asked = people(system);
  const asks = new Map<string, { ask: Ask[]; token: string }>();
  for (const email of new Set(sides.flatMap(({ customer, staff, onlooker }) => [customer, staff, onlooker]))) {
    const token = await asked.tokenOf(email);
    asks.set(email, { token, ask: ways.map((_, n) => graphClient(`http://${host(n)}`, post, unlimited, () => Promise.resolve(token))) });
  }
  const tokenOf = (email: string): string => asks.get(email)?.token ?? '';
  /** Each time through the next door. */
  const asking = (email: string, n: number): Ask => {
    const found = asks.get(email)?.ask[n % ways.length];
    if (!found) throw new Error(`${email} has not signed in`);
    return found;
  };

  const talks: { id: string; customer: string; staff: string; onlooker: string }[] = [];
  const acknowledged: Acknowledged[] = [];
  for (let n = 0; n < plan.conversations; n += 1) {
    const side = sides[n % sides.length];
    if (!side) continue;
    const input = { subject: `Tempête ${String(n)}`, body: 'Bonjour', clientId: randomUUID() };
    const { startConversation } = await asking(side.customer, n)<{ startConversation: { id: string } }>(start, { input });
    talks.push({ ...side, id: startConversation.id });
  }
  const each = plan.messages / talks.length / 2;
  const readers: Reader[] = talks
    .flatMap(({ id, customer, staff, onlooker }) => [customer, customer, staff, onlooker].map((email) => ({ email, id })))
    .map(({ email, id }, index) => {
      const deafTo = index < plan.lost ? 2 + Math.floor(random() * (each - 1)) : null;
      return reader(`ws://${host(index)}`, tokenOf(email), id, deafTo);
    });
  const allHave = async (count: (id: string) => number): Promise<boolean> => {
    const have = (): boolean => readers.every(({ conversationId, seen }) => (seen.at(-1)?.sequence ?? 0) >= count(conversationId));
    for (const until = Date.now() + patienceMs; !have() && Date.now() < until;) await wait(50);
    return have();
  };
  if (!(await allHave(() => 1))) throw new Error('not every client was given the first message');
  say(`${String(readers.length)} clients follow ${String(talks.length)} conversations`);

  const began = performance.now();
  const due = [...plan.kills].sort((one, other) => one.at - other.at);
  let killed = 0;
  let killing = Promise.resolve();
  const noteAcknowledged = (told: Acknowledged): void => {
    acknowledged.push(told);
    const next = due[0];
    if (!next || acknowledged.length < next.at * plan.messages) return;
    due.shift();
    killing = killing
      .then(() => kill(system, twin, next.target, next.signal))
      .then(() => {
        killed += 1;
        say(`${next.target} ended by ${next.signal} after ${String(acknowledged.length)} messages`);
      });
  };
  const speak = async (conversationId: string, email: string, count: number): Promise<void> => {
    for (let n = 1; n <= count; n += 1) {
      const input = { conversationId, body: `n° ${String(n)} de ${email}`, clientId: randomUUID() };
      const { sendMessage } = await asking(email, n)<{ sendMessage: Seen }>(send, { input });
      noteAcknowledged({ conversationId, ...sendMessage });
    }
  };
  const resetting = setInterval(() => {
    for (const way of ways) way.reset(2 / ways.length);
  }, resetEveryMs);
  await Promise.all(talks.flatMap(({ id, customer, staff }) => [customer, staff].map((email) => speak(id, email, each))));
  clearInterval(resetting);
  await killing;
  const seconds = (performance.now() - began) / 1000;
  const rows = await stored(
    system,
    talks.map(({ id }) => id),
  );
  await allHave((id) => rows.get(id)?.length ?? 0);
  // What is too much would come now.
  await wait(1000);
  for (const one of readers) one.stop();
  post.close();
  asked.close();
  await Promise.all(ways.map((way) => way.close()));
  return {
    faults: faults({ readers, acknowledged, stored: rows }),
    clients: readers.length,
    acknowledged: acknowledged.length,
    resets: ways.reduce((sum, way) => sum + way.resets(), 0),
    resumed: readers.reduce((sum, one) => sum + one.resumed(), 0),
    kills: killed,
    seconds,
  };
}

export const clientsOf = (conversations: number): number => conversations * clientsEach;
