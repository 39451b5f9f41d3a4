import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ConfigurationInput } from '../router/src/configuration.ts';
import type { Addresses } from './addresses.ts';
import { domains } from './domains.ts';
import { root, type Folders } from './folders.ts';
import type { Ports } from './ports.ts';

/** Where the pages may load the card form from, and talk to. */
function cardSources({ simulator, stripe }: Addresses): Record<string, string[]> {
  if (simulator !== null) return { 'script-src': [simulator], 'frame-src': [simulator], 'connect-src': [simulator] };
  const script = new URL(stripe.scriptUrl).origin;
  return { 'script-src': [script], 'frame-src': [script, 'https://hooks.stripe.com'], 'connect-src': ['https://api.stripe.com'] };
}

/** Besides the card form, pages may run WebAssembly: the library of confidential conversations. It is compiled from our own origin; eval of scripts stays forbidden. */
function pageSources(addresses: Addresses): Record<string, string[]> {
  const sources = cardSources(addresses);
  return { ...sources, 'script-src': [...(sources['script-src'] ?? []), "'wasm-unsafe-eval'"] };
}

/** At most two searches of a page of 20 (some 5,800 by their lists), or four guesses at a secret, in one operation. */
const cost = 20_000;
const weights = {
  'Query.searchOffers': 2500,
  'Mutation.createUpload': 500,
  'Mutation.createAttachment': 500,
  // It tries a promotion's code, too.
  'Mutation.createQuote': 2500,
  'Mutation.bookQuote': 1000,
  'Mutation.replanDelivery': 100,
  'Mutation.disputeCharge': 500,
  'Mutation.proposeCall': 100,
  'Mutation.payCharges': 500,
  'Mutation.cashbackLink': 500,
  // Somebody translates for money.
  'Message.translation': 20,
  'Mutation.uploadDeviceKeys': 200,
  'Mutation.claimOneTimeKeys': 100,
  'Query.faq': 200,
  'Mutation.faqHelped': 2000,
  'Mutation.sendContactForm': 5000,
  'Mutation.mailTranscript': 1000,
  'Mutation.signIn': 5000,
  'Mutation.register': 5000,
  'Mutation.requestPasswordReset': 5000,
  'Mutation.resetPassword': 5000,
  'Mutation.verifyEmail': 5000,
  'Mutation.refreshTokens': 5000,
  'Mutation.verifySecondFactor': 5000,
  'Mutation.stepUp': 5000,
  'Mutation.confirmTotpEnrolment': 5000,
  'Mutation.changePassword': 5000,
  'Mutation.changeEmail': 5000,
  'Mutation.confirmEmail': 5000,
  'Mutation.beginPasskey': 5000,
  'Mutation.finishPasskey': 5000,
};

export function routerConfiguration(ports: Ports, addresses: Addresses): ConfigurationInput {
  const at = (port: number): string => `http://127.0.0.1:${String(port)}`;
  const subgraphs = Object.fromEntries(
    domains.map((domain) => [domain, { url: `${at(ports[domain])}/graphql`, subscriptionAuthority: 'operation' as const }]),
  );
  return {
    allowedHosts: ['localhost', '127.0.0.1'],
    subgraphs: {
      ...subgraphs,
      identity: {
        ...subgraphs.identity,
        forward: ['cookie', 'sec-fetch-site', 'sec-gpc', 'user-agent', 'x-forwarded-for'],
        setCookie: true,
      },
    },
    headers: { forward: ['accept-language', 'traceparent'] },
    drainMs: 3000,
    // All processes, databases and browsers share this machine's cores: what is slow here is seldom the service.
    subgraphTimeoutMs: 8000,
    requestTimeoutMs: 10_000,
    overload: { eventLoopDelayMs: 5000 },
    subscriptions: {
      late: {
        'Subscription.messageAdded': 'replay',
        'Subscription.messageChanged': 'replay',
        'Subscription.conversationChanged': 'replay',
        'Subscription.typing': 'live',
        // What two browsers tell each other is kept nowhere here.
        'Subscription.callSignalled': 'apart',
        // Each begins with what is there now, which whoever comes late has to be given too.
        'Subscription.bookingChanged': 'apart',
        'Subscription.vehicleMoved': 'apart',
        'Subscription.deviceMessageAdded': 'apart',
      },
    },
    // Everybody comes from the same address here, and the replay asks as one customer.
    limits: { cost, weights, rate: { perSecond: 3_000_000, burst: 12_000_000 }, socketsPerAddress: 500 },
    auth: {
      accessTokens: { jwksUrl: `${at(ports.identity)}/.well-known/jwks.json`, issuer: 'identity', audience: 'ycyw', typ: 'at+jwt' },
      apiKeys: { url: `${at(ports.identity)}/api-keys`, prefix: 'ycyw_', audience: 'identity' },
      serviceTokens: { audience: 'router', claims: { role: 'SERVICE', region: 'EU' } },
      revocations: { url: `${at(ports.identity)}/ended-sessions`, audience: 'identity' },
      policies: {
        staff: { claim: 'role', values: ['AGENT', 'MANAGER', 'ADMIN'] },
        manager: { claim: 'role', values: ['MANAGER', 'ADMIN'] },
        admin: { claim: 'role', values: ['ADMIN'] },
        service: { claim: 'role', values: ['SERVICE'] },
      },
      internal: {
        key: '${INTERNAL_KEY}',
        claims: ['sub', 'role', 'region', 'sid', 'agencies', 'scope', 'test', 'step_up_at'],
        anonymousClaims: { region: 'EU' },
        traceClaim: 'trace',
      },
    },
    web: { folder: path.join(root, 'clients', 'web', 'dist'), contentSecurityPolicy: pageSources(addresses) },
    proxies: [
      { prefix: '/mailbox', target: at(ports.tools) },
      { prefix: '/mailbox.json', target: at(ports.tools) },
      { prefix: '/exports', target: at(ports.identity) },
      { prefix: '/photos', target: at(ports.booking) },
      { prefix: '/attachments', target: at(ports.support) },
      { prefix: '/documents', target: at(ports.booking) },
      { prefix: '/mail/inbound', target: at(ports.support) },
      { prefix: '/webhooks/stripe', target: at(ports.booking) },
      { prefix: '/webhooks/nordlane', target: at(ports.booking) },
      { prefix: '/webhooks/merchants', target: at(ports.booking) },
    ],
  };
}

/** Writes var/router.json; the key that the processes share stays in the environment. */
export function writeRouterConfiguration(folders: Folders, ports: Ports, addresses: Addresses): void {
  mkdirSync(folders.var, { recursive: true });
  writeFileSync(folders.router, `${JSON.stringify(routerConfiguration(ports, addresses), null, 2)}\n`);
}
