import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '@ycyw/service/clock';
import { graph } from '@ycyw/service/graph';
import { logger } from '@ycyw/service/log';
import { buildSchema, graphql } from 'graphql';
import { jwtVerify } from 'jose';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { post } from '@ycyw/service/mail/smtp';
import { startMailRoom } from '../src/mail/worker.ts';
import { until, type TestOffice } from './anOffice.ts';

/** The part of the graph that a letter is made of, behind HTTP as the router is. */
const graphSchema = buildSchema(`
  type Query { booking(reference: String!): Booking agency(code: String!): Agency vehicleClass(acriss: String!): VehicleClass user(id: ID!): User }
  type User { account: Account }
  type Account { email: String! givenName: String! }
  type Booking { reference: String! guestToken: String driver: Driver pickUp: Stop! dropOff: Stop! vehicleClass: VehicleClass price: Price! }
  type Driver { givenName: String! email: String! }
  type Stop { at: String! agency: Agency }
  type Agency { id: ID! name: String! timeZone: String! }
  type VehicleClass { id: ID! name: String! acriss: Acriss! }
  type Acriss { category: String! type: String! }
  type Price { total: Money! }
  type Money { minor: Int! currency: String! }
`);

export interface MailBox {
  mails: (Email & { recipient: string })[];
  /** How many of the next letters the server turns away, and with what. */
  turnAway: { times: number; code: number; at: 'RCPT' | 'DATA' };
  /** What the graph was asked. */
  asked: string[];
  graphDown: boolean;
  /** The mail to the driver of that booking, or to that person, once it is there. */
  arrived(to: string): Promise<Email>;
  stop(): Promise<void>;
}

/** The mail room of an office, between a graph and a mail server of its own. */
export async function aMailRoom({ office, internalKey }: TestOffice): Promise<MailBox> {
  const box: MailBox = {
    mails: [],
    turnAway: { times: 0, code: 451, at: 'DATA' },
    asked: [],
    graphDown: false,
    arrived: async (to) => {
      const mailTo = () => box.mails.find(({ recipient }) => recipient === `${to.toLowerCase()}@example.com`);
      await until(() => mailTo() !== undefined);
      const mail = mailTo();
      if (!mail) throw new Error('no mail');
      return mail;
    },
    stop: async () => {
      await room.stop();
      await new Promise<void>((resolve) => smtp.close(resolve));
      router.closeAllConnections();
      router.close();
    },
  };
  const refusal = (at: 'RCPT' | 'DATA'): Error | null => {
    if (box.turnAway.at !== at || box.turnAway.times === 0) return null;
    box.turnAway.times -= 1;
    return Object.assign(new Error('not now'), { responseCode: box.turnAway.code });
  };
  const agencies: Record<string, object> = {
    CDG: { id: 'CDG', name: 'Paris-Charles de Gaulle', timeZone: 'Europe/Paris' },
    LYS: { id: 'LYS', name: 'Lyon-Saint Exupéry', timeZone: 'Europe/Paris' },
  };
  const rootValue = {
    booking: ({ reference }: { reference: string }) =>
      reference.startsWith('YC-')
        ? {
            reference,
            ...(reference.startsWith('YC-GUEST') && { guestToken: 'a&b' }),
            driver: { givenName: 'Zoé <script>', email: `${reference.toLowerCase()}@example.com` },
            pickUp: { at: '2026-07-14T10:30', agency: agencies['CDG'] },
            dropOff: { at: '2026-07-17T09:00', agency: agencies['LYS'] },
            vehicleClass: { id: 'STAR' },
            price: { total: { minor: 28940, currency: 'EUR' } },
          }
        : null,
    user: ({ id }: { id: string }) => ({ account: { email: `${id}@example.com`, givenName: 'Zoé' } }),
    agency: ({ code }: { code: string }) => agencies[code],
    vehicleClass: (_: unknown, language: string) => ({
      id: 'STAR',
      name: language === 'fr' ? 'Cabriolet' : 'Convertible',
      acriss: { category: 'Standard', type: language === 'fr' ? 'décapotable' : 'convertible' },
    }),
  };
  const router = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
      const { payload } = await jwtVerify((request.headers.authorization ?? '').slice(7), internalKey, {
        audience: 'router',
        issuer: 'notifications',
      });
      if (box.graphDown || payload['role'] !== 'SERVICE') return void response.writeHead(503).end();
      const { query, variables } = JSON.parse(Buffer.concat(chunks).toString()) as { query: string; variables: Record<string, unknown> };
      box.asked.push(query);
      const answer = await graphql({
        schema: graphSchema,
        source: query,
        variableValues: variables,
        rootValue,
        contextValue: request.headers['accept-language'],
      });
      response.end(JSON.stringify(answer));
    })();
  });
  await new Promise<void>((resolve) => router.listen(0, '127.0.0.1', resolve));
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    logger: false,
    onRcptTo: (_address, _session, callback) => {
      callback(refusal('RCPT'));
    },
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const away = refusal('DATA');
        if (away) return void callback(away);
        void PostalMime.parse(Buffer.concat(chunks)).then((mail) => {
          box.mails.push({ ...mail, recipient: session.envelope.rcptTo[0]?.address ?? '' });
          callback();
        });
      });
    },
  });
  await new Promise<void>((resolve) => void smtp.listen(0, '127.0.0.1', resolve));
  const at = (server: { address(): unknown }): string => `127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const room = startMailRoom({
    db: office.db,
    belfry: office.belfry,
    clock: systemClock,
    log: logger('notifications', 'silent'),
    ask: graph('notifications', `http://${at(router)}/graphql`, internalKey),
    post: post(`smtp://${at(smtp.server)}`, 'Your Car Your Way <bonjour@your-car-your-way.example>'),
    publicUrl: 'http://localhost:4000',
  });
  return box;
}

/** Spaces of every width are one. */
export const plain = (text: string | undefined): string => (text ?? '').replace(/\s/g, ' ');
