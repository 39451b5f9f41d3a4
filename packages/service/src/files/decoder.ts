import sharp from 'sharp';

/**
 * A program of its own, for one picture: its bytes come by standard input; width and height (32 bits each, big-endian) and the picture
 * made anew leave by standard output. `node decoder.ts photo` gives JPEG, `signature` PNG. Ends with 65 where the bytes are no picture.
 */
const noPicture = 65;

const kinds = {
  photo: { formats: ['jpeg', 'png', 'webp'], pixels: 16_000_000, side: 1600 },
  signature: { formats: ['png'], pixels: 4_000_000, side: 800 },
};
/** A JPEG that comes line by line is made smaller as it is read; all else may have to lie in memory as a whole. */
const pixelsByLine = 50_000_000;

async function main(kind: keyof typeof kinds): Promise<void> {
  const { formats, pixels, side } = kinds[kind];
  sharp.cache(false);
  sharp.concurrency(1);
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) chunks.push(chunk);
  const picture = sharp(Buffer.concat(chunks), { limitInputPixels: pixelsByLine, failOn: 'warning', animated: false });
  const { format, width, height, depth, isProgressive } = await picture.metadata();
  if (!formats.includes(format) || depth !== 'uchar') throw new Error('format');
  if (width * height > (format === 'jpeg' && !isProgressive ? pixelsByLine : pixels)) throw new Error('size');
  // sharp carries no metadata over unless told to; colours become sRGB.
  const small = picture.autoOrient().resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true });
  const anew =
    kind === 'photo' ? small.flatten({ background: '#fff' }).jpeg({ quality: 82, mozjpeg: false }) : small.png({ palette: true });
  const { data, info } = await anew.toBuffer({ resolveWithObject: true });
  const size = Buffer.alloc(8);
  size.writeUInt32BE(info.width, 0);
  size.writeUInt32BE(info.height, 4);
  process.stdout.write(Buffer.concat([size, data]));
}

main(process.argv[2] === 'signature' ? 'signature' : 'photo').catch(() => {
  process.exitCode = noPicture;
});
