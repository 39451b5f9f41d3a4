import type { AddressInfo } from 'node:net';
import { logger } from '@ycyw/service/log';
import { post } from '@ycyw/service/mail/smtp';
import { buildSchema, graphql } from 'graphql';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { v7 as uuidv7 } from 'uuid';
import { inboundRoute } from '../src/mail/inbound.ts';
import type { MailRoom } from '../src/mail/room.ts';
import { signMail } from '../src/mail/signature.ts';
import { aDesk, TAKE, type Person, type TestDesk } from './aDesk.ts';

/** The part of the graph that letters are made of. */
const graphSchema = buildSchema(`
  type Query { user(id: ID!): User userOfAddress(email: String!): User booking(reference: String!): Booking }
  type User { id: ID! displayName: String! role: String! account: Account }
  type Account { email: String! givenName: String! locale: String! region: String! }
  type Booking { settlements: [Settlement!]! charges: [Charge!]! }
  type Settlement { id: ID! state: String! refund: Money alternative: Offer }
  type Offer { vehicleClass: VehicleClass }
  type VehicleClass { name: String! }
  type Charge { id: ID! line: Line! amount: Money! }
  type Line { label: String! }
  type Money { minor: Int! currency: String! }
`);

export interface Known {
  id: string;
  displayName: string;
  email: string;
  region?: string;
  role?: string;
  locale?: string;
}

export interface TestRoom extends TestDesk {
  room: MailRoom;
  /** Who has an account. */
  people: Known[];
  /** What the graph says of every booking. */
  booking: { settlements: object[]; charges: object[] };
  graphDown: boolean;
  /** Mails that the mail server took. */
  sent: (Email & { recipient: string })[];
  /** The answer of the mail server to the next letters; null: it takes them. */
  refusal: number | null;
  /** Brings a mail as the provider does. */
  bring(
    source: string | Uint8Array,
    signed?: Partial<{ secret: string; seconds: number; signature: string }>,
  ): Promise<{ status: number; body: Record<string, unknown> }>;
}

export const secrets = ['the-secret-that-was-before', 'the-secret-that-comes-after'] as const;
export const address = 'support@your-car-your-way.example';

export async function aMailRoom(): Promise<TestRoom> {
  const log = logger('support', 'silent');
  const state = {
    people: [] as Known[],
    booking: { settlements: [] as object[], charges: [] as object[] },
    graphDown: false,
    sent: [] as TestRoom['sent'],
    refusal: null as number | null,
  };
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    logger: false,
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (state.refusal !== null) {
          done(Object.assign(new Error('not now'), { responseCode: state.refusal }));
          return;
        }
        void PostalMime.parse(Buffer.concat(chunks)).then((mail) => {
          state.sent.push({ ...mail, recipient: session.envelope.rcptTo[0]?.address ?? '' });
          done();
        });
      });
    },
  });
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
  const { port } = smtp.server.address() as AddressInfo;
  const user = (person: Known | undefined) =>
    person && {
      role: 'CUSTOMER',
      ...person,
      account: {
        email: person.email,
        givenName: person.displayName.split(' ')[0],
        locale: person.locale ?? 'fr-FR',
        region: person.region ?? 'EU',
      },
    };
  const rootValue = {
    user: ({ id }: { id: string }) => user(state.people.find((each) => each.id === id)),
    userOfAddress: ({ email }: { email: string }) => user(state.people.find((each) => each.email === email)),
    booking: () => state.booking,
  };
  const mails = post(`smtp://127.0.0.1:${String(port)}`, 'Your Car Your Way <bonjour@your-car-your-way.example>');
  const roomOf = (desk: MailRoom['desk']): MailRoom => ({
    desk,
    log,
    ask: async (source, variableValues) => {
      if (state.graphDown) throw new Error('no answer');
      return (await graphql({ schema: graphSchema, source, variableValues, rootValue })).data ?? {};
    },
    post: mails,
    address,
    authservId: 'mx.provider.example',
    secrets,
    region: 'EU',
    publicUrl: 'http://localhost:4000',
  });
  const house = await aDesk({ routes: (desk) => ({ 'POST /mail/inbound': inboundRoute(roomOf(desk)) }) });
  return Object.assign(state, {
    ...house,
    room: roomOf(house.desk),
    bring: async (
      source: string | Uint8Array,
      {
        secret = secrets[1],
        seconds = Math.floor(Date.now() / 1000),
        signature,
      }: Partial<{ secret: string; seconds: number; signature: string }> = {},
    ) => {
      const body = typeof source === 'string' ? Buffer.from(source) : Buffer.from(source);
      const response = await fetch(`${house.origin}/mail/inbound`, {
        method: 'POST',
        headers: { 'content-type': 'message/rfc822', 'x-mail-signature': signature ?? signMail(secret, seconds, body) },
        body,
      });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
    stop: async () => {
      mails.close();
      await new Promise<void>((resolve) => smtp.close(resolve));
      await house.stop();
    },
  });
}

let mailsMade = 0;

/** A mail as it travels; headers may be named anew, or others added. */
export function aMail({ body = 'Bonjour, une question.', ...headers }: Record<string, string> = {}): string {
  mailsMade += 1;
  const all = {
    From: 'Claire Renter <claire@example.org>',
    To: address,
    Subject: 'Une question',
    'Message-ID': `<${String(mailsMade)}@example.org>`,
    'Content-Type': 'text/plain; charset=utf-8',
    ...headers,
  };
  return `${Object.entries(all)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\r\n')}\r\n\r\n${body}\r\n`;
}

/** The verdict of the server that receives for us: DMARC passed. */
export const genuine = (domain = 'example.org'): Record<string, string> => ({
  'Authentication-Results': `mx.provider.example; spf=pass smtp.mailfrom=${domain}; dkim=pass header.d=${domain}; dmarc=pass (p=reject) header.from=${domain}`,
});

/** One of its agents, whom the graph knows by name. */
export async function anAgent(house: TestRoom): Promise<Person> {
  const agent = await house.a('AGENT');
  house.people.push({ id: agent.id, displayName: 'Marie Agent', email: 'marie@example.org', role: 'AGENT' });
  return agent;
}

let senders = 0;
export const aSender = (): string => `sender${String((senders += 1))}@example.org`;

/** The tickets that came about by mail while this was done. */
export async function openedBy(house: TestRoom, work: () => Promise<unknown>): Promise<string[]> {
  const all = () => house.db.conversation.findMany({ where: { channel: 'EMAIL' }, orderBy: { id: 'asc' } });
  const before = new Set((await all()).map(({ id }) => id));
  await work();
  return (await all()).map(({ id }) => id).filter((id) => !before.has(id));
}

/** A conversation that a mail opened and the agent has. */
export async function aTicketOf(house: TestRoom, agent: Person, headers: Record<string, string> = {}): Promise<string> {
  const [id = ''] = await openedBy(house, () => house.bring(aMail({ From: `Zoé Passante <zoe${uuidv7()}@example.org>`, ...headers })));
  await agent.ask(TAKE, { id });
  return id;
}
