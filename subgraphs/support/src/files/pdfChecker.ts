import { isHarmlessPdf } from './pdfContent.ts';

/** A program of its own, for one PDF: its bytes come by standard input. Ends with 65 where they are none, or not a harmless one. */
const refused = 65;

async function main(): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) chunks.push(chunk);
  if (!isHarmlessPdf(Buffer.concat(chunks))) throw new Error('refused');
}

main().catch(() => {
  process.exitCode = refused;
});
