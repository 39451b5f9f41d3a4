import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import path from 'node:path';

/** The newest mails that are known by name; older ones stay on disk. About 80 bytes each. */
const mostNames = 100_000;
const rescanMs = 2000;
const headBytes = 16_384;

const nameShape = /^\d{8}T\d{9}Z-\d{6}(?:-[\da-f]{12}){1,8}\.eml$/;

/** Whether `name` is a mail's file name, and no path. */
export const isMailName = (name: string): boolean => nameShape.test(name);

// Names carry what their addressees are found by, so that no mail is opened to find those of one person, not even at start.
const tagOf = (address: string): string => createHash('sha256').update(address.trim().toLowerCase()).digest('hex').slice(0, 12);

/** A folder of mails, one .eml each, whose names sort by time. Its index is in memory; other writers are noticed within seconds. */
export interface MailFolder {
  /** Stores one mail: it is there whole or not at all. Returns its name. */
  add(mail: Uint8Array, recipients: readonly string[], now: Date): string;
  /** Up to `count` names, newest first, older than `before`, of mails to `to` when it is given. */
  newest(options: { count: number; before?: string | null; to?: string | null }): Promise<string[]>;
  size(): Promise<number>;
  /** The mail, or no more than its headers; null when it is gone. */
  read(name: string, part: 'whole' | 'head'): Promise<Buffer | null>;
}

const folders = new Map<string, MailFolder>();

/** The folder at that path: one index a path, whoever asks. */
export function mailFolder(folder: string): MailFolder {
  const at = path.resolve(folder);
  const known = folders.get(at) ?? openFolder(at);
  folders.set(at, known);
  return known;
}

function openFolder(folder: string): MailFolder {
  let names: string[] = [];
  let scannedAt = -Infinity;
  let seenChange = -1;
  let sequence = 0;
  let scanning: Promise<void> | null = null;

  function keep(name: string): void {
    const last = names.at(-1);
    names.push(name);
    if (last !== undefined && last > name) names.sort();
    if (names.length > mostNames * 1.1) names = names.slice(-mostNames);
  }

  async function scan(): Promise<void> {
    const change = await stat(folder).then(
      ({ mtimeMs }) => mtimeMs,
      () => -1,
    );
    if (change !== seenChange) {
      const found = change === -1 ? [] : (await readdir(folder)).filter(isMailName);
      // What came in between is found the next time: the folder has changed again by then.
      names = found.sort().slice(-mostNames);
      seenChange = change;
    }
    scannedAt = performance.now();
  }

  async function current(): Promise<readonly string[]> {
    if (performance.now() - scannedAt > rescanMs) scanning ??= scan().finally(() => (scanning = null));
    await scanning;
    return names;
  }

  return {
    add: (mail, recipients, now) => {
      sequence = (sequence + 1) % 1_000_000;
      const stamp = now.toISOString().replace(/[-:.]/g, '');
      const tags = [...new Set(recipients.slice(0, 8).map(tagOf))];
      const name = `${[stamp, String(sequence).padStart(6, '0'), ...tags].join('-')}.eml`;
      const draft = path.join(folder, `.${name}.part`);
      // At once: a mail is some kilobytes, and three trips to other threads cost four times what they do.
      mkdirSync(folder, { recursive: true });
      writeFileSync(draft, mail, { mode: 0o600 });
      renameSync(draft, path.join(folder, name));
      if (scannedAt !== -Infinity) keep(name);
      return name;
    },
    newest: async ({ count, before, to }) => {
      const all = await current();
      const tag = to ? `-${tagOf(to)}` : null;
      const found: string[] = [];
      for (let i = all.length - 1; i >= 0 && found.length < count; i -= 1) {
        const name = all[i] ?? '';
        if (before && name >= before) continue;
        if (tag === null || name.includes(tag)) found.push(name);
      }
      return found;
    },
    size: async () => (await current()).length,
    read: async (name, part) => {
      if (!isMailName(name)) return null;
      const file = await open(path.join(folder, name)).catch(() => null);
      if (!file) return null;
      try {
        if (part === 'whole') return await file.readFile();
        const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(headBytes), position: 0 });
        const head = buffer.subarray(0, bytesRead);
        const end = head.indexOf('\r\n\r\n');
        return end === -1 ? head : head.subarray(0, end + 4);
      } finally {
        await file.close();
      }
    },
  };
}
