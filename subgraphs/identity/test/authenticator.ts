import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { isoCBOR } from '@simplewebauthn/server/helpers';

/** What a test lets an authenticator or a browser get wrong. */
export interface Wrong {
  origin?: string;
  rpId?: string;
  challenge?: string;
  type?: string;
  /** WebAuthn's user verification: finger, face or PIN. */
  verified?: boolean;
  counter?: number;
  userHandle?: string | null;
}

interface Options {
  challenge: string;
  user?: { id: string };
}

const present = 0x01;
const userVerified = 0x04;
const credentialIncluded = 0x40;
const sha256 = (data: string | Buffer): Buffer => createHash('sha256').update(data).digest();

/** An authenticator with one passkey (ES256, no attestation) in a browser at the web client's origin. */
export function anAuthenticator(at = { origin: 'http://localhost:4000', rpId: 'localhost' }) {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const id = randomBytes(32);
  let counter = 0;
  let handle: string | null = null;

  const clientData = (type: string, { challenge }: Options, wrong: Wrong): Buffer =>
    Buffer.from(
      JSON.stringify({
        type: wrong.type ?? type,
        challenge: wrong.challenge ?? challenge,
        origin: wrong.origin ?? at.origin,
        crossOrigin: false,
      }),
    );

  function authenticatorData(wrong: Wrong, more: Buffer): Buffer {
    counter = wrong.counter ?? counter + 1;
    const head = Buffer.alloc(5);
    head.writeUInt8(present | (wrong.verified === false ? 0 : userVerified) | (more.length > 0 ? credentialIncluded : 0));
    head.writeUInt32BE(counter, 1);
    return Buffer.concat([sha256(wrong.rpId ?? at.rpId), head, more]);
  }

  const answer = (response: Record<string, unknown>): string =>
    JSON.stringify({
      id: id.toString('base64url'),
      rawId: id.toString('base64url'),
      type: 'public-key',
      clientExtensionResults: {},
      response,
    });

  return {
    id,
    /** navigator.credentials.create */
    create(optionsJson: string, wrong: Wrong = {}): string {
      const options = JSON.parse(optionsJson) as Options;
      handle = options.user?.id ?? null;
      const cose = isoCBOR.encode(
        new Map<number, number | Uint8Array>([
          [1, 2],
          [3, -7],
          [-1, 1],
          [-2, Uint8Array.from(Buffer.from(x, 'base64url'))],
          [-3, Uint8Array.from(Buffer.from(y, 'base64url'))],
        ]),
      );
      const length = Buffer.alloc(2);
      length.writeUInt16BE(id.length);
      const authData = authenticatorData(wrong, Buffer.concat([Buffer.alloc(16), length, id, cose]));
      const attestation = new Map<string, unknown>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', Uint8Array.from(authData)],
      ]);
      return answer({
        clientDataJSON: clientData('webauthn.create', options, wrong).toString('base64url'),
        attestationObject: Buffer.from(isoCBOR.encode(attestation as Parameters<typeof isoCBOR.encode>[0])).toString('base64url'),
        transports: ['internal'],
      });
    },
    /** navigator.credentials.get */
    get(optionsJson: string, wrong: Wrong = {}): string {
      const client = clientData('webauthn.get', JSON.parse(optionsJson) as Options, wrong);
      const authData = authenticatorData(wrong, Buffer.alloc(0));
      const signature = sign('sha256', Buffer.concat([authData, sha256(client)]), privateKey);
      const userHandle = wrong.userHandle === undefined ? handle : wrong.userHandle;
      return answer({
        clientDataJSON: client.toString('base64url'),
        authenticatorData: authData.toString('base64url'),
        signature: signature.toString('base64url'),
        ...(userHandle !== null && { userHandle }),
      });
    },
  };
}

export type Authenticator = ReturnType<typeof anAuthenticator>;
