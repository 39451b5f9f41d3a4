import { apart } from '@ycyw/service/files/apart';
import { parseMail, type ReadMail } from './parse.ts';

/** The mail is beyond what any mail needs: parts in parts, headers or lines without end, or as much as takes a reader too long. */
export class Unreadable extends Error {}

const mailReader = new URL('mailReader.ts', import.meta.url);
/** Twice what the largest mail has whose attachments are in base64. */
const mostLines = 300_000;
/** Bytes in which nothing can be hidden that takes long. */
const small = 32 * 1024;

function* lineEnds(source: Uint8Array): Generator<number> {
  for (let at = source.indexOf(0x0a); at >= 0; at = source.indexOf(0x0a, at + 1)) yield at;
}

/** Reads a mail, a large one in a process of its own: strangers write it, and may write what takes a reader minutes. Rejects with Unreadable. */
export async function readMail(source: Buffer): Promise<ReadMail> {
  if (source.length <= small)
    return parseMail(source).catch(() => {
      throw new Unreadable();
    });
  let lines = 0;
  for (const _ of lineEnds(source)) if ((lines += 1) > mostLines) throw new Unreadable();
  const read = await apart(mailReader, source);
  if (!read) throw new Unreadable();
  return JSON.parse(read.toString()) as ReadMail;
}
