import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

export const ink = '#16151c';
export const quiet = '#5d5b66';
export const hair = '#e4dfd4';
export const route = '#2a45ff';
export const soft = '#faf7f1';

const { resolve } = createRequire(import.meta.url);
const faces = { text: 'DejaVuSansCondensed.ttf', bold: 'DejaVuSansCondensed-Bold.ttf' };
export type Face = keyof typeof faces;

/** What PDFKit takes for a font besides a file: one that is read already. */
type ReadFont = PDFKit.Mixins.PDFFontSource;

let read: Record<Face, ReadFont> | undefined;
/**
 * Read with the first document, and kept: they hold every Latin, Greek and Cyrillic letter, and to read them anew for each would be most
 * of its work and 15 MB of garbage. The reader is PDFKit's own.
 */
function fonts(): Record<Face, ReadFont> {
  if (read) return read;
  const { create } = createRequire(resolve('pdfkit'))('fontkit') as { create: (file: Buffer) => ReadFont };
  const of = (face: Face): ReadFont => create(readFileSync(resolve(`dejavu-fonts-ttf/ttf/${faces[face]}`)));
  read = { text: of('text'), bold: of('bold') };
  return read;
}

export interface Sheet {
  size: 'A4' | 'LETTER';
  lang: string;
  title: string;
  author: string;
  /** What the file says it was made at: the same document has the same bytes. */
  at: Date;
}

export interface Style {
  face?: Face;
  size?: number;
  color?: string;
  align?: 'left' | 'right';
}

export type Element = PDFKit.PDFStructureElement;

const margin = 48;
const footMinor = 44;

/** One tagged document on its way: elements of structure with the text that is theirs, and lines that are nobody's. */
export async function openPen({ size, lang, title, author, at }: Sheet) {
  // Only who reads a document needs it, and it takes a second and some memory to load.
  const { default: PDFDocument } = await import('pdfkit');
  const options = {
    size,
    lang,
    margin: 0,
    tagged: true,
    displayTitle: true,
    pdfVersion: '1.7' as const,
    bufferPages: true,
    compress: true,
    autoFirstPage: false,
    info: { Title: title, Author: author, Creator: 'Your Car Your Way', Producer: 'Your Car Your Way', CreationDate: at, ModDate: at },
  };
  // PDFKit knows PDF/UA, its types do not yet.
  const doc = new PDFDocument(Object.assign<PDFKit.PDFDocumentOptions, { subset: string }>(options, { subset: 'PDF/UA' }));
  const parts: Buffer[] = [];
  doc.on('data', (part: Buffer) => parts.push(part));
  const ended = new Promise<Buffer>((done) => {
    doc.on('end', () => {
      done(Buffer.concat(parts));
    });
  });
  const { text, bold } = fonts();
  doc.registerFont('text', text).registerFont('bold', bold);
  doc.addPage();
  const root = doc.struct('Document', { title });
  doc.addStructure(root);

  const right = doc.page.width - margin;
  const style = ({ face = 'text', size: points = 9, color = ink }: Style): void => {
    doc.font(face).fontSize(points).fillColor(color);
  };
  const artifact = (draw: () => void): void => {
    doc.markContent('Artifact', { type: 'Layout' });
    draw();
    doc.endMarkedContent();
  };
  return {
    doc,
    root,
    left: margin,
    right,
    width: right - margin,
    /** Where the foot of a page begins. */
    bottom: doc.page.height - margin - footMinor,
    /** An element that holds others. */
    group: (parent: Element, tag: string): Element => {
      const element = doc.struct(tag);
      parent.add(element);
      return element;
    },
    /** Text as an element of its own; where it ends. */
    write: (parent: Element, tag: string, text: string, box: { x: number; y: number; width: number }, how: Style = {}): number => {
      const attributes = { lang, ...(tag === 'TH' && { scope: 'Column' }) };
      style(how);
      const height = doc.heightOfString(text, { width: box.width });
      const element = doc.struct(tag, attributes, [
        () => {
          style(how);
          doc.text(text, box.x, box.y, { width: box.width, align: how.align ?? 'left' });
        },
      ]);
      parent.add(element);
      element.end();
      return box.y + height;
    },
    heightOf: (text: string, width: number, how: Style = {}): number => {
      style(how);
      return doc.heightOfString(text, { width });
    },
    artifact,
    rule: (y: number, from = margin, to = right, color = hair): void => {
      artifact(() => {
        doc.lineWidth(0.75).strokeColor(color).moveTo(from, y).lineTo(to, y).stroke();
      });
    },
    newPage: (): number => {
      doc.addPage();
      return margin;
    },
    /** Something on each page once all are there. */
    onEachPage: (draw: (n: number, all: number) => void): void => {
      const { count } = doc.bufferedPageRange();
      for (let page = 0; page < count; page += 1) {
        doc.switchToPage(page);
        artifact(() => {
          draw(page + 1, count);
        });
      }
    },
    style,
    close: (): Promise<Buffer> => {
      root.end();
      doc.end();
      return ended;
    },
  };
}

export type Pen = Awaited<ReturnType<typeof openPen>>;
