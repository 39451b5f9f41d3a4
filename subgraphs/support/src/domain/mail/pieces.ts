const longest = 1000;

/** So many messages one mail becomes at most. */
export const mostPieces = 10;

const unreadable = /[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/gu;

/** The words of a mail as messages may hold them: well-formed, without controls; blank lines one by one. */
export const readable = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(unreadable, '')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();

/** Where to cut `points` near its end: after a paragraph, a line, a sentence or a word, whichever is there in its last third. */
function cutIn(points: readonly string[]): number {
  const text = points.join('');
  for (const end of [/[\s\S]*\n\n/u, /[\s\S]*\n/u, /[\s\S]*[.!?…]\s/u, /[\s\S]*\s/u]) {
    const found = end.exec(text)?.[0];
    if (found !== undefined) {
      const size = Array.from(found).length;
      if (size > (points.length * 2) / 3) return size;
    }
  }
  return points.length;
}

/** `text` in messages of at most a thousand code points, in order, ten at most; what is beyond them is left out, and `note` says so. */
export function pieces(text: string, note: (leftOut: number) => string): string[] {
  const found: string[] = [];
  let rest = Array.from(text.trim());
  while (rest.length > 0) {
    if (found.length === mostPieces - 1 && rest.length > longest) {
      const room = longest - Array.from(note(rest.length)).length - 1;
      found.push(`${rest.slice(0, room).join('').trim()}\n${note(rest.length - room)}`);
      return found;
    }
    const size = rest.length > longest ? cutIn(rest.slice(0, longest)) : rest.length;
    const piece = rest.slice(0, size).join('').trim();
    if (piece !== '') found.push(piece);
    rest = Array.from(rest.slice(size).join('').trimStart());
  }
  return found;
}
