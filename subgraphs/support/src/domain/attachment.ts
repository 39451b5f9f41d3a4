import { Refusal } from '@ycyw/service/refusal';

const mediaTypes = ['image/jpeg', 'image/png', 'image/webp', 'application/pdf'] as const;

export type MediaType = (typeof mediaTypes)[number];

/** 10 MiB. */
export const mostBytes = 10_485_760;
/** Of one message. */
export const mostOfMessage = 4;
/** What one person may have announced in one conversation and not sent. */
export const mostWaiting = 12;
const longestName = 120;
/** Twice, and nothing more is taken. */
const mostRefusals = 2;

export const isVoid = ({ refusals }: { refusals: number }): boolean => refusals >= mostRefusals;

/** Refuses with BAD_INPUT, naming the field, what cannot be taken. */
export function requireFile({ mediaType, bytes }: { mediaType: string; bytes: number }): MediaType {
  const known = mediaTypes.find((each) => each === mediaType);
  if (!known) throw new Refusal('BAD_INPUT', `mediaType ${mediaTypes.join(' ')}`);
  if (bytes < 1 || bytes > mostBytes) throw new Refusal('BAD_INPUT', `bytes 1…${String(mostBytes)}`);
  return known;
}

/** A file's name as it is stored: no path, nothing that cannot be seen, 1 to 120 code points, else BAD_INPUT. */
export function fileName(text: string): string {
  const last = text.toWellFormed().split(/[/\\]/).at(-1) ?? '';
  const seen = last.replaceAll(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '').trim();
  if (seen.length === 0 || seen.length > 2 * longestName || Array.from(seen).length > longestName) throw new Refusal('BAD_INPUT', 'name');
  return seen;
}

/** As it is named where it is kept: with the ending of what it is, whatever it was called. */
export function downloadName(name: string, mediaType: string): string {
  const ending = mediaType === 'application/pdf' ? 'pdf' : 'jpg';
  const isRight = new RegExp(ending === 'pdf' ? '\\.pdf$' : '\\.jpe?g$', 'i').test(name);
  return isRight ? name : `${name.replace(/\.[^.]*$/, '') || 'fichier'}.${ending}`;
}

/** The ids of a message's attachments, each once, four at most; else BAD_INPUT. */
export function attachmentIdsOf(ids: readonly string[]): readonly string[] {
  if (ids.length > mostOfMessage) throw new Refusal('BAD_INPUT', `attachmentIds ≤ ${String(mostOfMessage)}`);
  if (new Set(ids).size !== ids.length) throw new Refusal('BAD_INPUT', 'attachmentIds');
  return ids;
}
