/** The line above which an answer to our mails is written; it stands in each of them. */
export const answerAbove = { fr: '— Répondez au-dessus de cette ligne —', en: '— Answer above this line —' } as const;

const isQuoted = (line: string): boolean => /^\s*>/.test(line);
const isBlank = (line: string): boolean => line.trim() === '';
const isOurs = (line: string): boolean => Object.values(answerAbove).some((words) => line.replace(/^[\s>*]+/, '').startsWith(words));
/** "Le 3 mai 2026 à 10:12, Claire <…> a écrit :", "On … wrote:", over one line or two. */
const introduces = (words: string): boolean => words.length < 400 && /^\s*(le|on)\b.{5,}(a écrit|wrote)\s*:\s*$/isu.test(words);
const divides = (line: string): boolean => /^\s*-{3,}\s*(original message|message d['’]origine|message original)\s*-{3,}\s*$/iu.test(line);

/** Where the introduction of a quotation that ends at `line` begins. */
function introductionBefore(lines: readonly string[], end: number): number {
  let last = end - 1;
  while (last >= 0 && isBlank(lines[last] ?? '')) last -= 1;
  for (const size of [1, 2, 3]) {
    const from = last - size + 1;
    if (
      from >= 0 &&
      introduces(
        lines
          .slice(from, last + 1)
          .map((line) => line.replace(/^[\s>]+/, ''))
          .join(' '),
      )
    )
      return from;
  }
  return end;
}

/** Where the quoted history begins: ours by its line, else what is all quoted to the end under an introduction, or under a divider. */
function historyStart(lines: readonly string[]): number {
  const ours = lines.findIndex(isOurs);
  if (ours !== -1) return introductionBefore(lines, ours);
  const divider = lines.findIndex(divides);
  if (divider !== -1) return divider;
  const lastOwn = lines.findLastIndex((line) => !isQuoted(line) && !isBlank(line));
  const begin = lines.findIndex((line, at) => at > lastOwn && isQuoted(line));
  return begin === -1 ? lines.length : introductionBefore(lines, begin);
}

const longestSignature = 12;

/** Where the signature begins, after the line `-- ` that announces one (RFC 3676, 4.3); only a short one at the end is one. */
function signatureStart(lines: readonly string[]): number {
  const at = lines.findLastIndex((line) => line === '-- ' || line === '--');
  return at !== -1 && lines.length - at <= longestSignature ? at : lines.length;
}

/**
 * What the sender of a mail wrote this time, without the quoted history under it and without the signature. Whatever leaves room for a
 * doubt stays: answers between quoted lines, and a mail of which nothing would be left.
 */
export function ownWords(text: string): string {
  const lines = text.replaceAll(/\r\n?/g, '\n').split('\n');
  const above = lines.slice(0, historyStart(lines));
  const own = above.slice(0, signatureStart(above)).join('\n').trim();
  return own === '' ? text.trim() : own;
}
