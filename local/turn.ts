import { hkdfSync } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { leash } from '@ycyw/service/testing/leash';
import type { DataServer } from './dataServer.ts';
import type { Folders } from './folders.ts';
import { rotated } from './logs.ts';
import type { Ports } from './ports.ts';
import { stopRemains } from './remains.ts';
import { StartRefused } from './startRefused.ts';

/** Where calls are relayed, and what support makes passwords with that the relay takes. */
export interface TurnServer extends DataServer {
  urls: readonly string[];
  secret: string;
}

/** What the relay and support know each other by: made from the secret of this start. */
const turnSecret = (internalKey: string): string =>
  Buffer.from(hkdfSync('sha256', internalKey, '', 'turn secret', 24)).toString('base64url');

/** Ports of relayed calls, counted from the router's: twenty-one, of which each side of a call takes two, and some more when its network changes. */
const relayed = { first: 50, last: 70 };

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('error', () => {
      resolve(false);
    });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });

/** coturn on 127.0.0.1, which relays to nowhere else. */
export async function startTurn(program: string, folders: Folders, ports: Ports, internalKey: string): Promise<TurnServer> {
  mkdirSync(folders.turn, { recursive: true });
  const pidFile = path.join(folders.turn, 'turnserver.pid');
  await stopRemains(pidFile, 'turnserver');
  const configuration = path.join(folders.turn, 'turnserver.conf');
  const secret = turnSecret(internalKey);
  const lines = [
    'listening-ip=127.0.0.1',
    'relay-ip=127.0.0.1',
    `listening-port=${String(ports.turn)}`,
    `min-port=${String(ports.router + relayed.first)}`,
    `max-port=${String(ports.router + relayed.last)}`,
    'fingerprint',
    'use-auth-secret',
    `static-auth-secret=${secret}`,
    'realm=localhost',
    'user-quota=8',
    'total-quota=20',
    // Browsers of this machine alone: in production its own and private networks are what a relay must not reach.
    'allow-loopback-peers',
    'denied-peer-ip=0.0.0.0-126.255.255.255',
    'denied-peer-ip=128.0.0.0-255.255.255.255',
    'no-multicast-peers',
    'no-cli',
    'no-tls',
    'no-dtls',
    'log-file=stdout',
    `userdb=${path.join(folders.turn, 'turndb')}`,
    `pidfile=${pidFile}`,
  ];
  writeFileSync(configuration, `${lines.join('\n')}\n`, { mode: 0o600 });
  const log = rotated(folders, 'turn');
  const fd = openSync(log, 'a');
  const server = leash(program, ['-c', configuration], { signal: 'TERM', output: fd });
  closeSync(fd);
  for (const until = Date.now() + 20_000; !(existsSync(pidFile) && (await answers(ports.turn)));) {
    if (server.exitCode() !== null || Date.now() > until) {
      await server.stop(500);
      throw new StartRefused(`coturn did not start: ${readFileSync(log, 'utf8').trim().split('\n').at(-1) ?? ''} Its log is ${log}.`);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return {
    pid: Number(readFileSync(pidFile, 'utf8')),
    urls: ['udp', 'tcp'].map((transport) => `turn:127.0.0.1:${String(ports.turn)}?transport=${transport}`),
    secret,
    exited: server.exited,
    stop: (graceMs) => server.stop(graceMs),
  };
}
