import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, expect, test } from '@jest/globals';
import { sourceOf } from '../src/supergraph/source.ts';
import { urlSource } from '../src/supergraph/urlSource.ts';

const folder = mkdtempSync(join(tmpdir(), 'source-'));
const file = join(folder, 'supergraph.graphql');
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test('gives a file once, and again when it has changed, though length and text be the same', async () => {
  writeFileSync(file, 'one');
  const source = sourceOf(file);
  expect([await source.read(), await source.read()]).toEqual(['one', undefined]);
  writeFileSync(file, 'two');
  expect([await source.read(), await source.read()]).toEqual(['two', undefined]);
});

test('never gives half of a file that an editor truncates and writes', async () => {
  const source = sourceOf(file);
  await source.read();
  truncateSync(file);
  const read = source.read();
  const halves: string[] = [];
  for (const part of ['type A', ' { a: Int }', '\ntype B', ' { b: Int }']) {
    appendFileSync(file, part);
    // What would be served by who reads as soon as something has changed.
    halves.push(readFileSync(file, 'utf8'));
    await wait(30);
  }
  expect(new Set(halves).size).toBe(4);
  expect(await read).toBe('type A { a: Int }\ntype B { b: Int }');
});

test('says which file is not there', async () => {
  await expect(sourceOf(join(folder, 'none')).read()).rejects.toThrow(/no such file.*none/);
});

test('polls a URL by its ETag, and refuses what is no answer, too long or cut short', async () => {
  let answer: { status?: number; etag: string; body: string; length?: number } = { etag: '"1"', body: 'one' };
  const asked: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    asked.push(request.headers['if-none-match']);
    if (request.headers['if-none-match'] === answer.etag) return response.writeHead(304).end();
    response.writeHead(answer.status ?? 200, {
      etag: answer.etag,
      ...(answer.length !== undefined && { 'content-length': answer.length }),
    });
    if (answer.length !== undefined) response.write(answer.body, () => request.socket.destroy());
    else response.end(answer.body);
    return response;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const source = urlSource(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}/supergraph`, 1000);
  expect([await source.read(), await source.read()]).toEqual(['one', undefined]);
  answer = { etag: '"2"', body: 'two' };
  expect([await source.read(), await source.read()]).toEqual(['two', undefined]);
  expect(asked).toEqual([undefined, '"1"', '"1"', '"2"']);
  answer = { etag: '"3"', body: 'three', status: 500 };
  await expect(source.read()).rejects.toThrow('HTTP 500');
  answer = { etag: '"3"', body: '' };
  await expect(source.read()).rejects.toThrow('empty');
  answer = { etag: '"3"', body: 'x'.repeat(1001) };
  await expect(source.read()).rejects.toThrow('longer than');
  answer = { etag: '"3"', body: 'thr', length: 5 };
  await expect(source.read()).rejects.toThrow();
  answer = { etag: '"3"', body: 'three' };
  expect(await source.read()).toBe('three');
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await expect(source.read()).rejects.toThrow();
});
