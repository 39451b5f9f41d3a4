import { createHmac, hkdfSync } from 'node:crypto';

/** Keys of identity's own, derived from the internal key, one for each purpose. */
export interface DerivedKeys {
  /** Seals the private signing keys in the database (AES-256). */
  signing: Buffer;
  /** Same input, same 32 bytes; tells nothing about the address without the key. */
  addressKey(email: string): Buffer<ArrayBuffer>;
}

export function deriveKeys(internalKey: Uint8Array): DerivedKeys {
  const derive = (purpose: string): Buffer => Buffer.from(hkdfSync('sha256', internalKey, '', `identity/${purpose}`, 32));
  const address = derive('address');
  return {
    signing: derive('signing-key'),
    addressKey: (email) => Buffer.from(createHmac('sha256', address).update(email.trim().toLowerCase()).digest()),
  };
}
