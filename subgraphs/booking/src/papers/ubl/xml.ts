/** An element: its name, and its text or children; nothing where it is left out. */
export type Node = readonly [name: string, content: string | readonly (Node | null)[], attributes?: Readonly<Record<string, string>>];

/** Whether XML 1.0 has a way to write the character. */
const isWritable = (character: string): boolean =>
  character >= ' ' ? character !== '\ufffe' && character !== '\uffff' : '\t\n\r'.includes(character);
const escaped = (text: string): string =>
  Array.from(text)
    .filter(isWritable)
    .join('')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;');

function written([name, content, attributes = {}]: Node, indent: string): string {
  const head = `${name}${Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escaped(value)}"`)
    .join('')}`;
  if (typeof content === 'string') return `${indent}<${head}>${escaped(content)}</${name}>\n`;
  const inside = content.filter((child) => child !== null).map((child) => written(child, `${indent}  `));
  return `${indent}<${head}>\n${inside.join('')}${indent}</${name}>\n`;
}

/** A document of XML 1.0 in UTF-8. */
export const xml = (root: Node): string => `<?xml version="1.0" encoding="UTF-8"?>\n${written(root, '')}`;
