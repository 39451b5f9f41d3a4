import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { ConfigurationInput } from '../../src/configuration.ts';

/** Who gives access tokens: a key set over HTTP, and the router's configuration that believes in it. */
export async function startIssuer(): Promise<{
  auth: NonNullable<ConfigurationInput['auth']>;
  /** An `authorization` header. */
  as: (subject: string) => Promise<{ authorization: string }>;
  stop: () => Promise<void>;
}> {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA');
  const keys = [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: 'EdDSA' }];
  const server = createServer((_, response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys })),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const jwksUrl = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`;
  return {
    auth: {
      accessTokens: { jwksUrl, issuer: 'identity', audience: 'public' },
      internal: { key: Buffer.alloc(32, 7).toString('base64url') },
    },
    async as(subject) {
      const token = new SignJWT({}).setProtectedHeader({ alg: 'EdDSA', kid: 'k1' }).setSubject(subject).setIssuer('identity');
      return { authorization: `Bearer ${await token.setAudience('public').setIssuedAt().setExpirationTime('10 min').sign(privateKey)}` };
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
