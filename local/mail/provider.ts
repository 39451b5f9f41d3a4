import { hkdfSync } from 'node:crypto';
import PostalMime from 'postal-mime';
import { signMail } from '../../subgraphs/support/src/mail/signature.ts';

export const supportAddress = 'support@your-car-your-way.example';
/** By which name this provider signs its verdicts. */
export const authservId = 'localhost';

/** With which the provider signs what it brings: made from the secret of this start. */
export const providerSecret = (internalKey: string): string =>
  Buffer.from(hkdfSync('sha256', internalKey, '', 'mail provider', 24)).toString('base64url');

const [box = '', host = ''] = supportAddress.split('@');

/** Whether mail to that address is customer service's. */
export const isForSupport = (address: string): boolean => {
  const [local = '', at = ''] = address.toLowerCase().split('@');
  return at === host && (local === box || local.startsWith(`${box}+`));
};

const attempts = 5;
const usualPauseMs = 2000;

/** The headers of a mail without verdicts that came with it, under the provider's own: only people on this machine send here. */
async function judged(source: Uint8Array): Promise<Buffer> {
  const { from } = await PostalMime.parse(source);
  const domain = from?.address?.split('@')[1] ?? '';
  const raw = Buffer.from(source).toString('latin1');
  const end = raw.indexOf('\r\n\r\n');
  // With the line break of its last header.
  const [head, rest] = end === -1 ? [raw, ''] : [raw.slice(0, end + 2), raw.slice(end + 2)];
  const kept = head.replaceAll(/^authentication-results:.*(?:\r\n[ \t].*)*\r\n/gim, '');
  const verdict = `Authentication-Results: ${authservId}; dmarc=pass header.from=${domain}\r\n`;
  return Buffer.from(verdict + kept + rest, 'latin1');
}

export interface Provider {
  /** Brings a mail to customer service, in its own time, as a provider does: signed, and again when it is not taken. */
  bring(source: Uint8Array): Promise<void>;
}

interface Reached {
  url: string;
  internalKey: string;
  /** Between two attempts. */
  pauseMs?: number;
}

export function provider({ url, internalKey, pauseMs = usualPauseMs }: Reached): Provider {
  const secret = providerSecret(internalKey);
  return {
    bring: async (source) => {
      const body = await judged(source);
      for (let attempt = 1; attempt <= attempts; attempt += 1) {
        const answer = await fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'message/rfc822', 'x-mail-signature': signMail(secret, Math.floor(Date.now() / 1000), body) },
          body: new Uint8Array(body),
        }).catch(() => null);
        if (answer && answer.status < 500) return;
        await new Promise((resolve) => setTimeout(resolve, pauseMs).unref());
      }
    },
  };
}
