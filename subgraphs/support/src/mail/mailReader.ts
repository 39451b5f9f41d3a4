import { parseMail } from './parse.ts';

/** A program of its own, for one mail: its source comes by standard input, what is in it goes out as JSON. Ends with 65 where nothing can be read. */
const refused = 65;

async function main(): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) chunks.push(chunk);
  process.stdout.write(JSON.stringify(await parseMail(Buffer.concat(chunks))));
}

main().catch(() => {
  process.exitCode = refused;
});
