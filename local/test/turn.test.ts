import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { iceServers } from '../../subgraphs/support/src/domain/call/iceServers.ts';
import { foldersIn } from '../folders.ts';
import { onPath } from '../onPath.ts';
import { portsFrom } from '../ports.ts';
import { startTurn, type TurnServer } from '../turn.ts';
import { allocation } from './turnClient.ts';

const program = onPath('turnserver', process.env['PATH'] ?? '');
const ports = portsFrom(4560);
const folder = mkdtempSync(path.join(tmpdir(), 'ycyw-turn-'));
const folders = foldersIn(folder);
const who = { callId: 'a call', userId: 'somebody' };

let server: TurnServer;
const asked = async (secret: string, at: Date): Promise<number> => {
  const [given] = iceServers({ urls: server.urls, secret, ttlSeconds: 600 }, who, at);
  return allocation(ports.turn, given?.username ?? '', given?.credential ?? '');
};

(program === null ? describe.skip : describe)('the relay of calls', () => {
  beforeAll(async () => {
    chmodSync(folder, 0o711);
    if (program !== null) server = await startTurn(program, folders, ports, 'the key of this start');
  });
  afterAll(async () => {
    await server.stop(2000);
    rmSync(folder, { recursive: true, force: true });
  });

  it('relays for whom support vouches, until the credentials end', async () => {
    const now = new Date();
    expect(await asked(server.secret, now)).toBe(0);
    expect(await asked(server.secret, new Date(now.getTime() - 590_000))).toBe(0);
    expect(await asked(server.secret, new Date(now.getTime() - 610_000))).toBe(401);
  });

  it('relays for nobody else', async () => {
    expect(await asked('another secret of another relay', new Date())).toBe(401);
    expect(await allocation(ports.turn, '9999999999:somebody', 'guessed')).toBe(401);
  });

  it('keeps its secret to itself', () => {
    expect(statSync(path.join(folders.turn, 'turnserver.conf')).mode & 0o077).toBe(0);
    expect(readFileSync(path.join(folders.logs, 'turn.log'), 'utf8')).not.toContain(server.secret);
  });
});
