import { createHmac, hkdfSync } from 'node:crypto';

/** Keys of identity's own, derived from the internal key, one for each purpose. */
export interface DerivedKeys {
  /** Seals the private signing keys in the database (AES-256). */
  signing: Buffer;
  /** Same input, same 32 bytes; tells nothing about the address without the key. */
  addressKey(email: string): Buffer<ArrayBuffer>;
  /** Vouches for a link to an archive; `what` names the archive and until when the link is good. */
  exportTicket(what: string): Buffer;
}

export function deriveKeys(internalKey: Uint8Array): DerivedKeys {
  const derive = (purpose: string): Buffer => Buffer.from(hkdfSync('sha256', internalKey, '', `identity/${purpose}`, 32));
  const address = derive('address');
  const ticket = derive('export-ticket');
  return {
    signing: derive('signing-key'),
    exportTicket: (what) => createHmac('sha256', ticket).update(what).digest(),
    addressKey: (email) => Buffer.from(createHmac('sha256', address).update(email.trim().toLowerCase()).digest()),
  };
}
