import { Refusal } from '@ycyw/service/refusal';

const longest = 1000;
// Spaces, controls and format characters alone show nothing; within an emoji the latter are joiners and stay.
const blank = /^[\s\p{Cc}\p{Cf}]*$/u;

/**
 * `text` as it is stored: well-formed, trimmed, 1 to 1000 code points, or '' beside attachments. Refuses with MESSAGE_EMPTY,
 * MESSAGE_TOO_LONG, BAD_INPUT for NUL.
 */
export function messageBody(text: string, beside: { attachments: number } = { attachments: 0 }): string {
  const body = text.toWellFormed().trim();
  if (blank.test(body)) {
    if (beside.attachments > 0) return '';
    throw new Refusal('MESSAGE_EMPTY');
  }
  // PostgreSQL's text holds every code point but this one.
  if (body.includes('\0')) throw new Refusal('BAD_INPUT', 'body');
  if (body.length > 2 * longest || Array.from(body).length > longest) throw new Refusal('MESSAGE_TOO_LONG');
  return body;
}
