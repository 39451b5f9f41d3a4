const quote = 0x22;
const backslash = 0x5c;
const hash = 0x23;
const newline = 0x0a;
const carriage = 0x0d;

const opens = (code: number): boolean => code === 0x7b || code === 0x5b || code === 0x28;
const closes = (code: number): boolean => code === 0x7d || code === 0x5d || code === 0x29;

/** The index after the string that begins at `start`; of `text`'s end where it does not end. */
function afterString(text: string, start: number): number {
  if (text.startsWith('"""', start)) {
    let end = text.indexOf('"""', start + 3);
    while (end > 0 && text.charCodeAt(end - 1) === backslash) end = text.indexOf('"""', end + 3);
    return end < 0 ? text.length : end + 3;
  }
  for (let index = start + 1; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === backslash) index += 1;
    else if (code === quote || code === newline || code === carriage) return index + 1;
  }
  return text.length;
}

/** How deep brackets of any kind stand in one another in a GraphQL document, before anything recursive reads it. */
export function nestingOfDocument(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (opens(code)) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (closes(code)) {
      depth -= 1;
    } else if (code === quote) {
      index = afterString(text, index) - 1;
    } else if (code === hash) {
      while (index + 1 < text.length && text.charCodeAt(index + 1) !== newline && text.charCodeAt(index + 1) !== carriage) index += 1;
    }
  }
  return deepest;
}

/** Whether objects and lists stand in one another more than `most` deep; looks no deeper. */
export function nestsDeeper(value: unknown, most: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (most === 0) return true;
  for (const item of Array.isArray(value) ? (value as unknown[]) : Object.values(value)) if (nestsDeeper(item, most - 1)) return true;
  return false;
}
