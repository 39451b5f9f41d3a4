import { createHash } from 'node:crypto';
import type { Ports } from './ports.ts';
import type { Settings, StripeAccount } from './settings.ts';
import type { Secrets } from './secrets.ts';

/** Where the parts of a start are reached. People get `localhost`, processes 127.0.0.1. */
export interface Addresses {
  web: string;
  graph: string;
  mailbox: string;
  tools: string;
  smtp: string;
  stripe: StripeAccount;
  /** Where photos, signatures and attachments lie. */
  objects: { url: string; bucket: string; keyId: string; secret: string };
  /** Null when cards go to Stripe itself. */
  simulator: string | null;
}

export function addressesOf(ports: Ports, settings: Settings, secrets: Secrets): Addresses {
  const web = `http://localhost:${String(ports.router)}`;
  const simulator = settings.stripe ? null : `http://localhost:${String(ports.stripe)}`;
  return {
    web,
    graph: `${web}/graphql`,
    mailbox: `${web}/mailbox`,
    tools: `http://127.0.0.1:${String(ports.tools)}`,
    smtp: `smtp://127.0.0.1:${String(ports.smtp)}`,
    stripe: settings.stripe ?? {
      ...secrets.stripe,
      apiBase: `http://127.0.0.1:${String(ports.stripe)}`,
      scriptUrl: `http://localhost:${String(ports.stripe)}/v3/`,
    },
    objects: {
      url: `http://127.0.0.1:${String(ports.objects)}`,
      bucket: 'ycyw-local',
      keyId: 'local',
      secret: createHash('sha256').update(`objects ${secrets.internalKey}`).digest('base64url'),
    },
    simulator,
  };
}
