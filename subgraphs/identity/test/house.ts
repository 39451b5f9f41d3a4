import { PrismaPg } from '@prisma/adapter-pg';
import { graphql } from 'graphql';
import type { Ask } from '@ycyw/service/graph';
import type { RequestScope } from '@ycyw/service/scope';
import { transactionOptions } from '@ycyw/service/sql';
import { logger } from '@ycyw/service/log';
import { testDatabase } from '@ycyw/service/testing/database';
import { aScope } from '@ycyw/service/testing/scope';
import { testVault } from '@ycyw/service/testing/vault';
import type { Viewer } from '@ycyw/service/viewer';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { aside } from '../src/aside.ts';
import { deriveKeys } from '../src/crypto/derived-keys.ts';
import { PrismaClient } from '../src/generated/prisma/client.ts';
import { contextWith, type Means } from '../src/graphql/context.ts';
import { identitySchema } from '../src/graphql/resolvers.ts';
import type { Send } from '../src/mail/delivery.ts';
import { startMailWorker } from '../src/mail/worker.ts';
import { signer } from '../src/signer.ts';

export const password = 'un mot bien à moi';

export interface SentMail {
  to: string;
  subject: string;
  text: string;
  html: string;
}

/** What a GraphQL answer holds, loosely: tests say which paths they expect. */
export interface Answer {
  // The shape differs by operation, and expect() reads it.
  data: Record<string, Record<string, unknown>>;
  codes: unknown[];
  reasons: unknown[];
  cookies: string[];
}

/** Identity on a database of its own, with a clock that the test moves and a post that keeps the mails. */
export async function aHouse(post: { send?: Send; ask?: Ask } = {}) {
  const database = await testDatabase('identity');
  const statements: string[] = [];
  const db = new PrismaClient({
    adapter: new PrismaPg({ connectionString: database.url, max: 10 }),
    log: [{ emit: 'event', level: 'query' }],
    transactionOptions,
  });
  db.$on('query', ({ query }) => void statements.push(query));
  await db.$queryRaw`SELECT 1`; // Prisma loads its engine at first use, which Jest allows only while a test or hook runs
  let offsetMs = 0;
  const clock = { now: () => new Date(Date.now() + offsetMs) };
  const store = await testVault();
  const { vault } = store;
  const log = logger('identity', 'silent');
  const keys = deriveKeys(new Uint8Array(32).fill(7));
  const sent: SentMail[] = [];
  const send: Send = post.send ?? ((to, letter) => Promise.resolve(void sent.push({ to, ...letter })));
  const publicUrl = 'http://localhost:4000';
  const mails = startMailWorker({ db, vault, publicUrl, send }, clock, log);
  const means: Means = {
    db,
    vault,
    publicUrl,
    clock,
    keys,
    signer: signer(db, keys.signing, clock),
    aside: aside(log),
    ask: post.ask ?? (() => Promise.reject(new Error('no graph in this test'))),
    wakeMail: mails.wake,
  };
  const schema = identitySchema();

  async function ask(
    source: string,
    variableValues: Record<string, unknown> = {},
    viewer: Partial<Viewer> = {},
    scope: Partial<RequestScope> = {},
  ): Promise<Answer> {
    const cookies: string[] = [];
    const contextValue = contextWith(means)(aScope(viewer, { setCookie: (value) => void cookies.push(value), ...scope }));
    const { data, errors } = await graphql({ schema, source, variableValues, contextValue });
    const unforeseen = errors?.find((error) => error.extensions.code === undefined);
    if (unforeseen) throw unforeseen;
    const extensions = (errors ?? []).map((error) => error.extensions);
    const [codes, reasons] = [extensions.map(({ code }) => code), extensions.map(({ reason }) => reason)];
    return { data: { ...(data as Answer['data']) }, codes, reasons, cookies };
  }

  /** The first error's code and reason. */
  async function refused(source: string, variableValues: Record<string, unknown>, viewer: Partial<Viewer> = {}) {
    const { errors } = await graphql({ schema, source, variableValues, contextValue: contextWith(means)(aScope(viewer)) });
    return errors?.[0]?.extensions;
  }

  async function mailTo(address: string, count = 1): Promise<SentMail> {
    for (let tries = 0; tries < 1000; tries += 1) {
      const found = sent.filter(({ to }) => to === address);
      const last = found.at(-1);
      if (last && found.length >= count) return last;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error('the mail did not come');
  }

  return {
    db,
    url: database.url,
    means,
    log,
    keysUrl: store.url,
    send,
    sent,
    ask,
    refused,
    mailTo,
    /** How many statements have named a table: the mail worker polls its own meanwhile. */
    statementsOn: (table: string) => statements.filter((statement) => statement.includes(`"${table}"`)).length,
    /** Every statement so far, oldest first. */
    statements: async () => {
      const mark = `SELECT ${String(statements.length)} AS mark`;
      await db.$queryRawUnsafe(mark);
      // They are told of in order, some after their result is there.
      while (!statements.includes(mark)) await new Promise((resolve) => setTimeout(resolve, 1));
      return statements.filter((statement) => !statement.endsWith(' AS mark'));
    },
    stopMails: () => mails.stop(),
    advance: (ms: number) => (offsetMs += ms),
    /** Limits keep real time: this moves what they counted into the past instead. */
    advanceLimits: (ms: number) => db.$executeRaw`UPDATE attempt SET expire = expire - ${ms}`,
    stop: async () => {
      await means.aside.settled();
      await mails.stop();
      await db.$disconnect();
      await database.drop();
      await store.drop();
    },
  };
}

export type House = Awaited<ReturnType<typeof aHouse>>;

export const tokenIn = (mail: SentMail): string => /\?token=([\w-]{43})/.exec(mail.text)?.[1] ?? '';

const operations = {
  register: 'mutation ($input: RegisterInput!) { register(input: $input) { sentTo } }',
  verifyEmail:
    'mutation ($token: String!) { verifyEmail(token: $token) { user { id displayName account { email } } tokens { accessToken refreshToken expiresAt } } }',
  signIn:
    'mutation ($input: SignInInput!) { signIn(input: $input) { __typename ... on SignedIn { user { id displayName role account { email region } } tokens { accessToken refreshToken expiresAt } } } }',
  refresh: 'mutation ($refreshToken: String) { refreshTokens(refreshToken: $refreshToken) { accessToken refreshToken expiresAt } }',
  signOut: 'mutation ($everywhere: Boolean) { signOut(everywhere: $everywhere) }',
  me: '{ me { id displayName role account { email emailVerified givenName familyName birthDate phone region locale currency } } }',
  askReset: 'mutation ($email: String!) { requestPasswordReset(email: $email) }',
  reset: 'mutation ($token: String!, $password: String!) { resetPassword(token: $token, password: $password) }',
} as const;

export const { register, verifyEmail, signIn, refresh, signOut, me, askReset, reset } = operations;

export const anApplicant = (over: Record<string, string> = {}) => ({
  email: 'zoe@example.org',
  password,
  givenName: 'Zoé',
  familyName: 'Martin',
  country: 'FR',
  ...over,
});

export interface Entered {
  id: string;
  accessToken: string;
  refreshToken: string;
  viewer: Partial<Viewer>;
}

/** The viewer that the router would make of an access token. */
export async function viewerOf(house: House, accessToken: string): Promise<Partial<Viewer>> {
  const { payload } = await jwtVerify(accessToken, createLocalJWKSet(await house.means.signer.jwks()), {
    issuer: 'identity',
    audience: 'ycyw',
    currentDate: house.means.clock.now(),
  });
  return {
    id: payload.sub ?? null,
    role: payload.role as 'CUSTOMER',
    region: payload.region as 'EU',
    sessionId: String(payload.sid),
    steppedUpAt: typeof payload.step_up_at === 'number' ? payload.step_up_at * 1000 : null,
  };
}

/** Somebody who has registered and verified. */
export async function aUser(house: House, over: Record<string, string> = {}): Promise<Entered> {
  const input = anApplicant(over);
  await house.ask(register, { input });
  const answer = await house.ask(verifyEmail, { token: tokenIn(await house.mailTo(input.email)) });
  const { user, tokens } = answer.data.verifyEmail as unknown as { user: { id: string }; tokens: Entered };
  return {
    id: user.id,
    accessToken: tokens.accessToken,
    refreshToken: tokens.refreshToken,
    viewer: await viewerOf(house, tokens.accessToken),
  };
}
