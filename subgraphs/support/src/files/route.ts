import type { ServerResponse } from 'node:http';
import { BodyTooLarge } from '@ycyw/service/body';
import { openBytes, sealBytes } from '@ycyw/service/files/cipher';
import { NotReceived, Room } from '@ycyw/service/files/receive';
import { Queues } from '@ycyw/service/files/turns';
import type { Route } from '@ycyw/service/serve';
import { addressed } from '../actions/attachmentAddress.ts';
import type { Desk } from '../actions/desk.ts';
import { bytesKey, findAttachment, newObject, noteRefused, noteTaken, openAttachment, type AttachmentRow } from '../data/attachment.ts';
import { downloadName, isVoid } from '../domain/attachment.ts';
import { contentOf } from './content.ts';

/** What all bodies that are being received may have together, but for the oldest. */
const receiving = new Room(24 * 1024 * 1024);
/** One person's come one at a time: they keep no other waiting. */
const senders = new Queues();

export interface Patience {
  /** How long a body may take to come. */
  bodyMs: number;
  /** When a file is scanned no longer. */
  scan: () => AbortSignal;
}
const patient: Patience = { bodyMs: 20_000, scan: () => AbortSignal.timeout(20_000) };

const queryOf = (url = ''): URLSearchParams => new URL(url, 'http://localhost').searchParams;

const answer = (response: ServerResponse, status: number, body: Record<string, string>): void => {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(JSON.stringify(body));
};

const errors = { 400: 'content', 404: 'not found', 422: 'malware', 503: 'not scanned' };

/** What is wrong with the bytes, where clamd is asked: 422 for malware, 503 where nobody says. */
async function scanned({ files: { scanner }, log }: Desk, id: string, bytes: Buffer, giveUp: AbortSignal): Promise<422 | 503 | null> {
  if (!scanner) return null;
  try {
    const { found } = await scanner.scan(bytes, giveUp);
    if (found === null) return null;
    log.warn({ attachmentId: id, found }, 'malware was sent as an attachment, and refused');
    return 422;
  } catch (error) {
    log.error({ err: error }, 'clamd does not answer: no attachment is taken until it does');
    return 503;
  }
}

/** Takes what `bytes` hold into the store; the status to answer with: 200 where another upload of it was first. */
async function take(
  desk: Desk,
  row: AttachmentRow,
  key: Buffer,
  bytes: Buffer,
  giveUp: AbortSignal,
): Promise<200 | 201 | keyof typeof errors> {
  const { sql, files } = desk;
  const wrong = await scanned(desk, row.id, bytes, giveUp);
  if (wrong === 503) return 503;
  const content = wrong ? null : await contentOf(bytes, row.mediaType);
  if (!content) {
    await noteRefused(sql, row.id);
    return wrong ?? 400;
  }
  const object = await newObject(sql, row);
  await files.objects.put(object, sealBytes(key, content.bytes, row.id));
  if (await noteTaken(sql, { id: row.id, object, mediaType: content.mediaType, bytes: content.bytes.length })) return 201;
  await files.objects.delete(object);
  return (await findAttachment(sql, row.id))?.object ? 200 : 404;
}

async function opened({ sql, loaders }: Desk, id: string) {
  const row = await findAttachment(sql, id);
  const key = row && (await loaders.key.load(row.owner));
  return row && key ? { row, name: openAttachment(key, row).name, key: bytesKey(key, row) } : null;
}

/** PUT /attachments: the bytes of one that was announced, once; again is the same one. What is refused twice is taken no more. */
export const receiveAttachment =
  (desk: Desk, patience: Patience = patient): Route =>
  async (request, response) => {
    const id = addressed(desk.files.signingKey, 'upload', queryOf(request.url));
    if (id === null) {
      response.setHeader('connection', 'close');
      answer(response, 403, { error: 'address' });
      return;
    }
    const found = await opened(desk, id);
    if (!found) {
      answer(response, 404, { error: 'not found' });
      return;
    }
    const { row, key } = found;
    if (row.object !== null) {
      request.resume();
      answer(response, 200, { id });
      return;
    }
    if (isVoid(row)) {
      response.setHeader('connection', 'close');
      answer(response, 410, { error: 'content' });
      return;
    }
    if (Number(request.headers['content-length'] ?? 0) > row.bytes) throw new BodyTooLarge();
    try {
      const status = await senders.with(row.uploadedBy, () =>
        receiving.with(request, { limit: row.bytes, patienceMs: patience.bodyMs }, (bytes) => take(desk, row, key, bytes, patience.scan())),
      );
      if (status === 503) response.setHeader('retry-after', '30');
      answer(response, status, status === 200 || status === 201 ? { id } : { error: errors[status] });
    } catch (error) {
      if (!(error instanceof NotReceived)) throw error;
    }
  };

/** GET /attachments: one as it is kept, for whoever has its address; a PDF to be saved, an image to be shown. */
export const showAttachment =
  (desk: Desk): Route =>
  async (request, response) => {
    const id = addressed(desk.files.signingKey, 'read', queryOf(request.url));
    const found = id === null ? null : await opened(desk, id);
    const sealed = found?.row.object ? await desk.files.objects.get(found.row.object) : null;
    if (!found || !sealed) {
      answer(response, id === null ? 403 : 404, { error: id === null ? 'address' : 'not found' });
      return;
    }
    const { row, name, key } = found;
    const how = row.mediaType === 'application/pdf' ? 'attachment' : 'inline';
    response.writeHead(200, {
      'content-type': row.mediaType,
      'cache-control': 'private, max-age=300',
      'content-security-policy': "default-src 'none'; sandbox",
      'content-disposition': `${how}; filename*=UTF-8''${encoded(downloadName(name, row.mediaType))}`,
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    response.end(openBytes(key, sealed, row.id));
  };

/** As RFC 8187 writes it. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/['()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);

export const attachmentRoutes = (desk: Desk, patience?: Patience): Record<string, Route> => ({
  'PUT /attachments': receiveAttachment(desk, patience),
  'GET /attachments': showAttachment(desk),
});
