import { isLoopback, postgresUrl, readConfig, refuseToStart } from '@ycyw/service/config';
import { vaultFields } from '@ycyw/service/vaultConfig';
import { z } from 'zod';
import type { CallMeans } from './actions/desk.ts';
import { clamdAddress } from './files/clamd.ts';

const turnUrl = /^turns?:[\w.-]+(:\d+)?(\?transport=(udp|tcp))?$/;
const longestBox = 11;

export const config = readConfig(
  'support',
  {
    SUPPORT_DATABASE_URL: postgresUrl,
    ...vaultFields,
    /** A store by the S3 protocol, for attachments; path-style. */
    SUPPORT_OBJECTS_URL: z.url({ protocol: /^https?$/ }),
    SUPPORT_OBJECTS_BUCKET: z.string().min(1),
    SUPPORT_OBJECTS_REGION: z.string().min(1).default('us-east-1'),
    SUPPORT_OBJECTS_KEY_ID: z.string().min(1),
    SUPPORT_OBJECTS_SECRET: z.string().min(8),
    /** Who looks for malware in attachments: tcp://host:port or unix:/path; nobody when left out. */
    CLAMD_URL: z
      .string()
      .transform((url, context) => {
        const address = clamdAddress(url);
        if (address) return address;
        context.addIssue('needs tcp://host:port or unix:/path');
        return z.NEVER;
      })
      .optional(),
    /** Relays of calls with a comma between them, as turns:relay.example:5349?transport=tcp; they and TURN_SECRET together, or neither. */
    TURN_URLS: z
      .string()
      .transform((value) => value.split(',').map((each) => each.trim()))
      .pipe(z.array(z.string().regex(turnUrl, 'needs turn: or turns: URLs')).min(1).max(8))
      .optional(),
    /** coturn's static-auth-secret. */
    TURN_SECRET: z.string().min(16).optional(),
    /** Seconds that a credential holds. */
    TURN_TTL: z.coerce.number().int().min(60).max(86_400).default(3600),
    CALLS_RELAY_ONLY: z
      .enum(['0', '1'])
      .default('0')
      .transform((value) => value === '1'),
    /** A server that speaks LibreTranslate's protocol; without it messages are shown as they were written. */
    TRANSLATION_URL: z.url({ protocol: /^https?$/ }).optional(),
    TRANSLATION_KEY: z.string().min(8).optional(),
    /** Its name, as readers see it beside what it made. */
    TRANSLATION_ENGINE: z.string().min(1).max(60).default('LibreTranslate'),
    SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'needs an SMTP URL, smtps://user:password@host:465' }),
    MAIL_FROM: z.string().min(3).max(200),
    PUBLIC_URL: z
      .url({ protocol: /^https?$/, error: "needs the web client's URL, https://host" })
      .transform((url) => url.replace(/\/+$/, '')),
    ROUTER_URL: z.url({ protocol: /^https?$/, error: "needs the router's graph, http://host:4000/graphql" }),
    // A conversation and its signature stand behind a plus in its local part, which holds 64 characters.
    SUPPORT_ADDRESS: z
      .email()
      .toLowerCase()
      .refine((address) => address.indexOf('@') <= longestBox && !address.includes('+'), {
        error: `needs an address of at most ${String(longestBox)} characters before the @, without a plus`,
      }),
    // Two during a rotation, with a comma between them.
    MAIL_INBOUND_SECRET: z
      .string()
      .transform((value) => value.split(',').map((each) => each.trim()))
      .pipe(z.array(z.string().min(24, 'needs secrets of at least 24 characters')).min(1).max(2)),
    /** By which name the server that receives for us signs its Authentication-Results. */
    MAIL_AUTHSERV_ID: z.string().min(1).max(200),
  },
  process.env,
);

const { SUPPORT_OBJECTS_URL } = config.own;
if (!config.local && (isLoopback(SUPPORT_OBJECTS_URL) || !SUPPORT_OBJECTS_URL.startsWith('https:')))
  refuseToStart('support cannot start: SUPPORT_OBJECTS_URL is no object store reached by https. Set the real one.');
const { TURN_URLS, TURN_SECRET, TURN_TTL, CALLS_RELAY_ONLY } = config.own;

if ((TURN_URLS === undefined) !== (TURN_SECRET === undefined))
  refuseToStart('support cannot start: TURN_URLS and TURN_SECRET belong together. Set both, or neither.');
if (CALLS_RELAY_ONLY && !TURN_URLS) refuseToStart('support cannot start: CALLS_RELAY_ONLY needs a relay. Set TURN_URLS and TURN_SECRET.');
if (!config.local && TURN_URLS?.some((url) => isLoopback(url.replace(/^turns?:/, 'http://'))))
  refuseToStart('support cannot start: TURN_URLS names this machine, which no browser elsewhere reaches. Set the relay’s own name.');

/** How the browsers of a call reach each other. */
export const calls: CallMeans = {
  turn: TURN_URLS && TURN_SECRET ? { urls: TURN_URLS, secret: TURN_SECRET, ttlSeconds: TURN_TTL } : null,
  relayOnly: CALLS_RELAY_ONLY,
};
const { TRANSLATION_URL: url, TRANSLATION_KEY: key } = config.own;
if ((url === undefined) !== (key === undefined))
  refuseToStart('support cannot start: TRANSLATION_URL and TRANSLATION_KEY belong together. Set both, or neither.');
if (url !== undefined && !(config.local ? isLoopback(url) : url.startsWith('https:') && !isLoopback(url)))
  refuseToStart('support cannot start: TRANSLATION_URL is a stand-in’s, or not https. Stand-ins are for the local start only.');
if (!config.local && config.own.MAIL_AUTHSERV_ID === 'localhost')
  refuseToStart(
    'support cannot start: MAIL_AUTHSERV_ID is the local start\u2019s. Set the name by which your mail provider signs its verdicts.',
  );
