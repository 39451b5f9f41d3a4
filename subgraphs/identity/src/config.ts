import { z } from 'zod';
import { postgresUrl, readConfig } from '@ycyw/service/config';
import { vaultFields } from '@ycyw/service/vaultConfig';

/** The environment of identity, read once. */
export const config = readConfig(
  'identity',
  {
    IDENTITY_DATABASE_URL: postgresUrl,
    ...vaultFields,
    ROUTER_URL: z.url({ protocol: /^https?$/, error: "needs the router's graph, http://host:4000/graphql" }),
    SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'needs an SMTP URL, smtps://user:password@host:465' }),
    MAIL_FROM: z.string().min(3).max(200),
    PUBLIC_URL: z
      .url({ protocol: /^https?$/, error: "needs the web client's URL, https://host" })
      .transform((url) => url.replace(/\/+$/, '')),
  },
  process.env,
);
