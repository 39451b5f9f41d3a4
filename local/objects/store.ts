import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { BodyTooLarge, readBody } from '@ycyw/service/body';
import { isAuthorised, type Credentials } from './authorisation.ts';

export interface ObjectsOptions extends Credentials {
  /** 0: any that is free. */
  port: number;
  bucket: string;
  /** Where the objects lie, a file each. */
  folder: string;
}

export interface ObjectStore {
  port: number;
  stop(): Promise<void>;
}

const mostBytes = 16 * 1024 * 1024;
/** Names of objects that are safe as names of files: no dots, no empty steps. */
const named = /^\/([\w-]+)\/([\w-]+(?:\/[\w-]+)*)$/;

const missing = (error: unknown): boolean => typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';

/** PUT, GET and DELETE of objects by the S3 protocol, path-style, on 127.0.0.1: what the local start and tests have in place of a bucket. */
export async function startObjects({ port, bucket, folder, ...credentials }: ObjectsOptions): Promise<ObjectStore> {
  async function route(request: IncomingMessage, response: ServerResponse): Promise<number> {
    const body = await readBody(request, mostBytes);
    if (!isAuthorised(request, body, credentials)) return 403;
    const [, wanted, name] = named.exec((request.url ?? '').split('?')[0] ?? '') ?? [];
    if (wanted !== bucket || name === undefined) return 404;
    const file = path.join(folder, bucket, name);
    if (request.method === 'PUT') {
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(`${file}.new`, body, { mode: 0o600 });
      await rename(`${file}.new`, file);
      return 200;
    }
    if (request.method === 'DELETE') {
      await rm(file, { force: true });
      return 204;
    }
    if (request.method !== 'GET') return 405;
    response.setHeader('content-type', 'application/octet-stream').end(await readFile(file));
    return 200;
  }
  const server = createServer((request, response) => {
    route(request, response)
      .catch((error: unknown) => (error instanceof BodyTooLarge ? 413 : missing(error) ? 404 : 500))
      .then((status) => {
        if (!response.writableEnded) response.writeHead(status).end();
      })
      .catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
