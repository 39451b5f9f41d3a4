/**
 * The cells of one line of CSV (RFC 4180), unquoted; null where it is none: a quote that does not end on the line, or one that
 * stands within a cell that does not begin with it.
 */
export function cells(line: string, separator: string): string[] | null {
  const found: string[] = [];
  for (let at = 0; ; at += separator.length) {
    if (line[at] === '"') {
      const [quoted] = /^"(?:[^"]|"")*"/.exec(line.slice(at)) ?? [];
      if (quoted === undefined) return null;
      found.push(quoted.slice(1, -1).replaceAll('""', '"'));
      at += quoted.length;
    } else {
      const end = line.indexOf(separator, at);
      const cell = line.slice(at, end < 0 ? undefined : end);
      if (cell.includes('"')) return null;
      found.push(cell);
      at += cell.length;
    }
    if (at >= line.length) return found;
    if (!line.startsWith(separator, at)) return null;
  }
}
