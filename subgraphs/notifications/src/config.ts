import { postgresUrl, readConfig } from '@ycyw/service/config';
import { z } from 'zod';

export const config = readConfig(
  'notifications',
  {
    NOTIFICATIONS_DATABASE_URL: postgresUrl,
    SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'needs an SMTP URL, smtps://user:password@host:465' }),
    MAIL_FROM: z.string().min(3).max(200),
    PUBLIC_URL: z
      .url({ protocol: /^https?$/, error: "needs the web client's URL, https://host" })
      .transform((url) => url.replace(/\/+$/, '')),
    ROUTER_URL: z.url({ protocol: /^https?$/, error: "needs the router's graph, http://host:4000/graphql" }),
  },
  process.env,
);
