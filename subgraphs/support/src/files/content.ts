import { apart } from '@ycyw/service/files/apart';
import { pictureOf } from '@ycyw/service/files/picture';
import type { MediaType } from '../domain/attachment.ts';

/** What is kept of a file. */
export interface Content {
  bytes: Buffer;
  mediaType: MediaType;
}

const pdfChecker = new URL('pdfChecker.ts', import.meta.url);

/** A PDF as it came, where it is a harmless one; an image made anew, a JPEG then; null where the bytes are not what they were announced as. */
export async function contentOf(bytes: Buffer, announced: MediaType): Promise<Content | null> {
  if (announced === 'application/pdf') return (await apart(pdfChecker, bytes)) && { bytes, mediaType: announced };
  const picture = await pictureOf(bytes, 'photo');
  return picture && { bytes: picture.bytes, mediaType: 'image/jpeg' };
}
