import { existsSync, readdirSync } from 'node:fs';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { BodyTooLarge } from '@ycyw/service/body';
import sharp from 'sharp';
import { v7 as uuidv7 } from 'uuid';
import type { Desk } from '../src/actions/desk.ts';
import { attachmentRoutes, type Patience } from '../src/files/route.ts';
import { field, type Answer, type Person, type TestDesk } from './aDesk.ts';

/** A PDF of one empty page, with more objects where wanted. */
export const pdfOf = (more = ''): Buffer =>
  Buffer.from(
    `%PDF-1.7\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj\n` +
      `3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] >> endobj\n${more}\ntrailer << /Size 4 /Root 1 0 R >>\nstartxref\n9\n%%EOF\n`,
    'latin1',
  );
export const aPdf = (): Buffer => pdfOf();

/** A JPEG as a phone takes it: on its side, and saying where it was taken. */
export const aPhoto = (width = 400, height = 300): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: '#246' } })
    .withExif({ IFD0: { Model: 'Phone of Claire' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '48/1 51/1 30/1' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();

/** The paths of attachments on a real socket. */
export async function attachmentsOn(desk: Desk, patience?: Patience) {
  const routes = attachmentRoutes(desk, patience);
  const server = createServer((request, response) => {
    routes[`${request.method ?? ''} /attachments`]?.(request, response).catch((error: unknown) => {
      response.writeHead(error instanceof BodyTooLarge ? 413 : 500, { connection: 'close' }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  return {
    put: (url: string, bytes: Buffer | string) => fetch(`${base}${url}`, { method: 'PUT', body: new Uint8Array(Buffer.from(bytes)) }),
    get: (url: string) => fetch(`${base}${url}`),
    /** A PUT whose bytes come when the test sends them; `status` is 0 where the connection breaks. */
    opened: (url: string) => {
      const request = httpRequest(`${base}${url}`, { method: 'PUT', headers: { 'transfer-encoding': 'chunked' } });
      const status = new Promise<number>((resolve) => {
        request.on('response', (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        });
        request.on('error', () => {
          resolve(0);
        });
      });
      return { request, status };
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type Paths = Awaited<ReturnType<typeof attachmentsOn>>;

export const announce = (who: Person, conversationId: string, input: Record<string, unknown> = {}): Promise<Answer> =>
  who.ask('mutation ($input: CreateAttachmentInput!) { createAttachment(input: $input) { id url expiresAt } }', {
    input: { conversationId, name: 'constat.jpg', mediaType: 'image/jpeg', bytes: 5_000_000, clientId: uuidv7(), ...input },
  });

export interface Upload {
  id: string;
  url: string;
  expiresAt: string;
}

export interface Attachment {
  id: string;
  name: string;
  mediaType: string;
  bytes: number;
  url: string;
}

export const announced = async (who: Person, id: string, input: Record<string, unknown> = {}): Promise<Upload> =>
  field<Upload>(await announce(who, id, input), 'createAttachment');

/** The id of one that was announced and put there. */
export async function uploadedTo(paths: Paths, who: Person, id: string, name = 'constat.jpg', bytes?: Buffer): Promise<string> {
  const upload = await announced(who, id, { name, ...(name.endsWith('.pdf') && { mediaType: 'application/pdf' }) });
  const { status } = await paths.put(upload.url, bytes ?? (name.endsWith('.pdf') ? aPdf() : await aPhoto()));
  if (status !== 201) throw new Error(`not uploaded: ${String(status)}`);
  return upload.id;
}

export const FILES = 'attachments { id name mediaType bytes url }';

export const sendWith = (
  who: Person,
  conversationId: string,
  attachmentIds: string[],
  body = '',
  clientId: string = uuidv7(),
): Promise<Answer> =>
  who.ask(`mutation ($input: SendMessageInput!) { sendMessage(input: $input) { id body revision ${FILES} } }`, {
    input: { conversationId, body, attachmentIds, clientId },
  });

export const filesIn = async (who: Person, id: string): Promise<{ body: string | null; attachments: Attachment[] }[]> => {
  const answer = await who.ask(`query ($id: ID!) { conversation(id: $id) { messages { edges { node { body ${FILES} } } } } }`, { id });
  const talk = field<{ messages: { edges: { node: { body: string | null; attachments: Attachment[] } }[] } }>(answer, 'conversation');
  return talk.messages.edges.map(({ node }) => node);
};

/** What of an attachment lies in the store of a desk, by name. */
export function objectsIn({ objects }: Pick<TestDesk, 'objects'>, id: string, region = 'EU'): string[] {
  const folder = path.join(objects, 'attachments', region);
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith(id)) : [];
}
