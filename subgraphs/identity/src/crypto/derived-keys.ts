import { createHmac, hkdfSync } from 'node:crypto';

/** Keys of identity's own, derived from the internal key, one for each purpose. */
export interface DerivedKeys {
  /** Seals the private signing keys in the database (AES-256). */
  signing: Buffer;
  /** Seals new API keys while they may be given again (AES-256, with the caller's idempotency key). */
  apiKey: Buffer;
  /** Proves a device cookie ours. */
  device: Buffer;
  /** Same input, same 32 bytes; tells nothing about the address without the key. */
  addressKey(email: string): Buffer<ArrayBuffer>;
  /** The same for the network that a request comes from. */
  networkKey(network: string): Buffer<ArrayBuffer>;
  /** Vouches for a link to an archive; `what` names the archive and until when the link is good. */
  exportTicket(what: string): Buffer;
}

export function deriveKeys(internalKey: Uint8Array): DerivedKeys {
  const derive = (purpose: string): Buffer => Buffer.from(hkdfSync('sha256', internalKey, '', `identity/${purpose}`, 32));
  const keyedHash = (key: Buffer, text: string): Buffer<ArrayBuffer> => Buffer.from(createHmac('sha256', key).update(text).digest());
  const address = derive('address');
  const network = derive('network');
  const ticket = derive('export-ticket');
  return {
    signing: derive('signing-key'),
    apiKey: derive('api-key'),
    device: derive('device'),
    addressKey: (email) => keyedHash(address, email.trim().toLowerCase()),
    networkKey: (from) => keyedHash(network, from),
    exportTicket: (what) => keyedHash(ticket, what),
  };
}
