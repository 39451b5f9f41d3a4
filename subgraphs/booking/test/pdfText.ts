import { inflateSync } from 'node:zlib';

/** The text of a PDF as pdfkit writes it, in the order in which it was written: each string of a page on a line of its own. */
export function pdfText(pdf: Buffer): string {
  const raw = pdf.toString('latin1');
  const objects = new Map([...raw.matchAll(/(\d+) 0 obj\n([\s\S]*?)endobj/g)].map(([, id, body]) => [id ?? '', body ?? '']));
  const streamOf = (body: string): string => {
    const packed = /stream\r?\n([\s\S]*?)\r?\nendstream/.exec(body)?.[1];
    if (packed === undefined) return '';
    return body.includes('/FlateDecode') ? inflateSync(Buffer.from(packed, 'latin1')).toString('latin1') : packed;
  };
  /** Characters of a font by its glyphs' numbers. */
  const charactersOf = (font: string): string[] => {
    const map = streamOf(objects.get(/\/ToUnicode (\d+) 0 R/.exec(objects.get(font) ?? '')?.[1] ?? '') ?? '');
    return [...map.matchAll(/<([\da-f]{4})> <[\da-f]{4}> \[([^\]]*)\]/gi)].flatMap(([, , said]) =>
      [...(said ?? '').matchAll(/<([\da-f]+)>/gi)].map(([, hex]) =>
        Buffer.from(hex ?? '', 'hex')
          .swap16()
          .toString('utf16le'),
      ),
    );
  };
  const fonts = new Map([...raw.matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name, id]) => [name ?? '', charactersOf(id ?? '')]));
  const lines: string[] = [];
  for (const body of objects.values()) {
    let characters: string[] = [];
    for (const [, font, shown] of streamOf(body).matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
      if (font !== undefined) characters = fonts.get(font) ?? [];
      else {
        const glyphs = [...(shown ?? '').matchAll(/<([\da-f]+)>/gi)].flatMap(([, hex]) => hex?.match(/.{4}/g) ?? []);
        lines.push(glyphs.map((glyph) => characters[Number.parseInt(glyph, 16)] ?? '').join(''));
      }
    }
  }
  return lines.join('\n');
}
