import { createHash } from 'node:crypto';
import { AwsClient } from 'aws4fetch';

export interface ObjectsConfig {
  /** The store's address, without the bucket. */
  url: string;
  bucket: string;
  region: string;
  keyId: string;
  secret: string;
}

/** A store of objects by the S3 protocol; each call is repeated twice, and rejects when the store fails or says nothing for 20 s. */
export interface Objects {
  put(name: string, bytes: Buffer): Promise<void>;
  /** Null where it is not there. */
  get(name: string): Promise<Buffer | null>;
  /** Safe to repeat. */
  delete(name: string): Promise<void>;
}

const patienceMs = 20_000;

/** Path-style: the bucket is the first step of the path. */
export function objectsAt({ url, bucket, region, keyId, secret }: ObjectsConfig): Objects {
  const client = new AwsClient({ accessKeyId: keyId, secretAccessKey: secret, service: 's3', region, retries: 2 });
  const ask = async (method: string, name: string, body?: Buffer): Promise<Response> => {
    const answer = await client.fetch(`${url.replace(/\/$/, '')}/${bucket}/${name}`, {
      method,
      headers: {
        'x-amz-content-sha256': createHash('sha256')
          .update(body ?? '')
          .digest('hex'),
      },
      signal: AbortSignal.timeout(patienceMs),
      ...(body && { body: new Uint8Array(body) }),
    });
    if (answer.ok || answer.status === 404) return answer;
    // What it says may name keys.
    await answer.body?.cancel();
    throw new Error(`object store: ${method} ${String(answer.status)}`);
  };
  return {
    put: async (name, bytes) => {
      const answer = await ask('PUT', name, bytes);
      await answer.body?.cancel();
      if (!answer.ok) throw new Error('object store: no such bucket');
    },
    get: async (name) => {
      const answer = await ask('GET', name);
      if (answer.ok) return Buffer.from(await answer.arrayBuffer());
      await answer.body?.cancel();
      return null;
    },
    delete: async (name) => {
      await (await ask('DELETE', name)).body?.cancel();
    },
  };
}
