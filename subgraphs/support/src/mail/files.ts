import type { MailFile } from '@ycyw/service/mail/message';
import { openBytes } from '@ycyw/service/files/cipher';
import type { PersonalKey } from '@ycyw/service/vault';
import { attachedTo, bytesKey, findAttachment, openAttachment } from '../data/attachment.ts';
import { downloadName } from '../domain/attachment.ts';
import type { Desk } from '../actions/desk.ts';

/** Many mail servers take no more than 25 MB, of which base64 makes a third. */
const mostBytes = 15_000_000;

export interface Sent {
  /** Those that the reader finds, in the letter or where they open the conversation. */
  names: string[];
  tooLarge: string[];
  files: MailFile[];
}

/** What was sent with a message, by name; `files`, where asked for, as far as a mail can carry them. */
export async function sentWith(
  { sql, files: { objects } }: Pick<Desk, 'sql' | 'files'>,
  key: PersonalKey,
  messageId: string,
  inside: boolean,
): Promise<Sent> {
  const sent: Sent = { names: [], tooLarge: [], files: [] };
  let room = mostBytes;
  for (const id of await attachedTo(sql, messageId)) {
    const row = await findAttachment(sql, id);
    if (!row?.object) continue;
    const name = downloadName(openAttachment(key, row).name, row.mediaType);
    const fits = row.bytes <= room;
    (fits || !inside ? sent.names : sent.tooLarge).push(name);
    if (!inside || !fits) continue;
    const sealed = await objects.get(row.object);
    if (!sealed) continue;
    room -= row.bytes;
    sent.files.push({ name, mediaType: row.mediaType, bytes: openBytes(bytesKey(key, row), sealed, row.id) });
  }
  return sent;
}
