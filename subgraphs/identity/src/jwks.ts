import type { Route } from '@ycyw/service/serve';
import type { Signer } from './signer.ts';

/** GET /.well-known/jwks.json (RFC 7517); open to all, for public keys are public. */
export const jwksRoute =
  (signer: Signer): Route =>
  async (_request, response) => {
    const body = JSON.stringify(await signer.jwks());
    response
      .writeHead(200, {
        'content-type': 'application/jwk-set+json',
        'cache-control': 'public, max-age=300, stale-while-revalidate=60, stale-if-error=86400',
      })
      .end(body);
  };
