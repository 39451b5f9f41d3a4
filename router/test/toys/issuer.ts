import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { ConfigurationInput } from '../../src/configuration.ts';

/** Who gives access tokens out, and the configuration that believes them. */
export async function startIssuer(): Promise<{
  auth: NonNullable<ConfigurationInput['auth']>;
  bearer: (subject: string, expires?: string | number) => Promise<string>;
  stop: () => void;
}> {
  const pair = await generateKeyPair('EdDSA');
  const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'EdDSA' };
  const keys = createServer((_, response) => response.end(JSON.stringify({ keys: [jwk] })));
  await new Promise<void>((resolve) => keys.listen(0, '127.0.0.1', resolve));
  return {
    auth: {
      accessTokens: {
        jwksUrl: `http://127.0.0.1:${String((keys.address() as AddressInfo).port)}/`,
        issuer: 'identity',
        audience: 'public',
      },
      internal: { key: Buffer.alloc(32, 7).toString('base64url') },
    },
    bearer: async (subject, expires = '10 min') => {
      const token = new SignJWT({}).setProtectedHeader({ alg: 'EdDSA', kid: 'k1' }).setSubject(subject);
      return `Bearer ${await token.setIssuer('identity').setAudience('public').setExpirationTime(expires).sign(pair.privateKey)}`;
    },
    stop: () => {
      keys.closeAllConnections();
      keys.close();
    },
  };
}
