import { deflateSync } from 'node:zlib';
import PdfDocument from 'pdfkit';
import { isHarmlessPdf } from '../src/files/pdfContent.ts';
import { aPdf, pdfOf } from './file.ts';

const written = (): Promise<Buffer> =>
  new Promise((resolve) => {
    const document = new PdfDocument();
    const chunks: Buffer[] = [];
    document.on('data', (chunk: Buffer) => chunks.push(chunk));
    document.on('end', () => {
      resolve(Buffer.concat(chunks));
    });
    document.text('Constat amiable, /JavaScript et <script> y compris');
    document.end();
  });

const packed = (text: string, head = '/Filter /FlateDecode', pack: (text: string) => Buffer = deflateSync): string => {
  const bytes = pack(text);
  return `7 0 obj << /Type /ObjStm /N 1 /First 4 ${head} /Length ${String(bytes.length)} >> stream\n${bytes.toString('latin1')}\nendstream endobj`;
};

it('takes what writers of PDFs write', async () => {
  expect(isHarmlessPdf(aPdf())).toBe(true);
  expect(isHarmlessPdf(await written())).toBe(true);
  expect(isHarmlessPdf(pdfOf(packed('1 0 << /Type /Page >>')))).toBe(true);
  expect(isHarmlessPdf(pdfOf('5 0 obj << /S /URI /URI (https://example.com) >> endobj'))).toBe(true);
});

it.each<[string, () => Buffer]>([
  ['nothing', () => Buffer.alloc(0)],
  ['a text', () => Buffer.from('To whom it may concern')],
  ['a page named constat.pdf', () => Buffer.from('<html><script>alert(1)</script></html>')],
  ['a header alone', () => Buffer.from('%PDF-1.7\n')],
  ['one that is cut off', () => aPdf().subarray(0, -8)],
  ['something before the header', () => Buffer.concat([Buffer.from('MZ\x90\0'), aPdf()])],
  ['a ZIP behind it', () => Buffer.concat([aPdf(), Buffer.from('PK\x05\x06'), Buffer.alloc(18)])],
  ['a ZIP whose comment ends as a PDF does', () => pdfOf(`PK\x05\x06${'\0'.repeat(18)}`)],
  ['a page within', () => pdfOf('6 0 obj (<ScRiPt>alert(1)</script>) endobj')],
  ['JavaScript', () => pdfOf('5 0 obj << /S /JavaScript /JS (app.alert(1)) >> endobj')],
  ['JavaScript spelled otherwise', () => pdfOf('5 0 obj << /S /J#61v#61Script /JS (app.alert(1)) >> endobj')],
  ['JavaScript in a packed object', () => pdfOf(packed('1 0 << /S /JavaScript /JS (app.alert(1)) >>'))],
  [
    'JavaScript in a stream that says it is something else',
    () => pdfOf(packed('1 0 << /S /JavaScript >>').replace('/ObjStm', '/Metadata')),
  ],
  ['objects packed in a way that hides them', () => pdfOf(packed('1 0 << >>', '/Filter [/ASCIIHexDecode /FlateDecode]'))],
  ['objects packed with a predictor', () => pdfOf(packed('1 0 << >>', '/Filter /FlateDecode /DecodeParms << /Predictor 12 >>'))],
  ['a program to start', () => pdfOf('5 0 obj << /S /Launch /F (cmd.exe) >> endobj')],
  ['a file within', () => pdfOf('5 0 obj << /Type /EmbeddedFile >> stream\nMZ\nendstream endobj')],
  ['a form that sends itself', () => pdfOf('5 0 obj << /S /SubmitForm /F (https://example.com) >> endobj')],
  ['a form of XML', () => pdfOf('5 0 obj << /XFA 6 0 R >> endobj')],
  ['one that is locked', () => pdfOf('5 0 obj << /Encrypt 6 0 R >> endobj')],
])('refuses %s', (_, make) => {
  expect(isHarmlessPdf(make())).toBe(false);
});

it('looks no further into what is larger than it may be', () => {
  expect(() => isHarmlessPdf(pdfOf(packed('\0'.repeat(65 * 1024 * 1024))))).toThrow(/larger/);
});
