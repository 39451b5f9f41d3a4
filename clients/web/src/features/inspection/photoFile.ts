/** A photo as it is sent: a JPEG that no phone's network is too slow for, and a small picture of it to show meanwhile. */
export interface PhotoFile {
  blob: Blob;
  /** A data URL. */
  thumbnail: string;
}

const longestSide = 2000;
const thumbnailSide = 480;

function drawn(bitmap: ImageBitmap, side: number): HTMLCanvasElement {
  const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** Makes a photo smaller where it was taken, whatever format its phone keeps; rejects where the browser reads none in it. */
export async function photoFile(file: Blob): Promise<PhotoFile> {
  const bitmap = await createImageBitmap(file);
  try {
    const thumbnail = drawn(bitmap, thumbnailSide).toDataURL('image/jpeg', 0.7);
    const blob = await new Promise<Blob | null>((resolve) => {
      drawn(bitmap, longestSide).toBlob(resolve, 'image/jpeg', 0.85);
    });
    if (!blob) throw new Error('no picture');
    return { blob, thumbnail };
  } finally {
    bitmap.close();
  }
}
