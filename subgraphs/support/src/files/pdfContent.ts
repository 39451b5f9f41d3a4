import { inflateSync } from 'node:zlib';

/** What acts by itself, or carries another file: by the names that PDF has for it. */
const acting =
  /\/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|Rendition|XFA|SubmitForm|ImportData|GoToR|GoToE|Movie|Sound)(?![A-Za-z0-9])/;
/** Pages and programs of others that hide in a PDF's plain parts. */
const foreign = /<(?:script|html|!doctype|iframe)|<\?php/i;
const mostInflated = 64 * 1024 * 1024;
const trailerBytes = 1024;
/** A ZIP's directory ends within so many of the file's last bytes. */
const zipEndBytes = 65_557;

/** With `#4a` in names as the letter that it stands for. */
const unescaped = (text: string): string => text.replace(/#([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));

/** Objects packed into a stream can be looked at where nothing but deflate packs them. */
function hidesObjects(text: string): boolean {
  for (const { index } of text.matchAll(/\/ObjStm(?![A-Za-z0-9])/g)) {
    const begin = text.lastIndexOf('obj', index);
    const end = text.indexOf('stream', index);
    const head = text.slice(begin, end < 0 ? undefined : end);
    const filters = /\/Filter\s*(\[[^\]]*\]|\/?[^\s/>]+)/.exec(head)?.[1];
    if (/\/(?:DecodeParms|DP|FFilter|F)(?![A-Za-z0-9])/.test(head)) return true;
    if (filters !== undefined && !/^(?:\/FlateDecode|\[\s*\/FlateDecode\s*\])$/.test(filters)) return true;
  }
  return false;
}

/** What each deflated stream holds; one that claims to be and is not is passed over. Throws where all are larger than `mostInflated`. */
function* inflated(bytes: Buffer): Generator<string> {
  let left = mostInflated;
  for (let at = bytes.indexOf('stream'); at >= 0; at = bytes.indexOf('stream', at + 6)) {
    let begin = at + 6;
    if (bytes[begin] === 0x0d) begin += 1;
    if (bytes[begin] === 0x0a) begin += 1;
    // The two bytes that deflated data of a PDF begins with.
    if (((bytes[begin] ?? 0) & 0x0f) !== 8 || bytes.readUInt16BE(Math.min(begin, bytes.length - 2)) % 31 !== 0) continue;
    const made = unpacked(bytes.subarray(begin), left);
    left -= made.length;
    yield made.toString('latin1');
  }
}

const isTooLarge = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';

/** As much as there is of it, up to where it breaks. */
function unpacked(bytes: Buffer, most: number): Buffer {
  try {
    return inflateSync(bytes, { maxOutputLength: most, finishFlush: 2 });
  } catch (error) {
    if (isTooLarge(error)) throw error;
    return Buffer.alloc(0);
  }
}

/** Whether the bytes are a PDF and nothing else, without anything that acts by itself, carries a file, or cannot be looked into. */
export function isHarmlessPdf(bytes: Buffer): boolean {
  const raw = bytes.toString('latin1');
  if (!/^%PDF-[12]\.\d[\r\n ]/.test(raw) || !/%%EOF\s*$/.test(raw.slice(-trailerBytes))) return false;
  if (raw.slice(-zipEndBytes).includes('PK\x05\x06') || foreign.test(raw)) return false;
  const text = unescaped(raw);
  if (!text.includes('startxref') || /\/Encrypt(?![A-Za-z0-9])/.test(text) || acting.test(text) || hidesObjects(text)) return false;
  for (const content of inflated(bytes)) if (acting.test(unescaped(content))) return false;
  return true;
}
