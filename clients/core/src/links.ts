/** A piece of what somebody wrote: words, or words that are an address of the web. */
export type Piece = { text: string; url?: string };

const address = /https?:\/\/[^\s<>"]+/gi;
/** What ends a sentence rather than an address. */
const trailing = /[.,;:!?'’»]+$/;

/** A scheme, a host that names nobody before it, and what may follow. */
const whole = /^https?:\/\/[^\s/?#@]+(?:[/?#]\S*)?$/i;
const count = (text: string, letter: string): number => text.split(letter).length - 1;

/** The address in `found` without what only stands behind it; null where it is none. */
function addressIn(found: string): string | null {
  let text = found.replace(trailing, '');
  while (text.endsWith(')') && count(text, ')') > count(text, '(')) text = text.slice(0, -1).replace(trailing, '');
  return whole.test(text) ? text : null;
}

/** The text in its order; http and https alone become links, and none that hides another host before an @. */
export function linked(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const { 0: found, index } of text.matchAll(address)) {
    const url = addressIn(found);
    if (url === null) continue;
    if (index > end) pieces.push({ text: text.slice(end, index) });
    pieces.push({ text: url, url });
    end = index + url.length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end) });
  return pieces;
}
