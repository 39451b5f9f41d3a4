const letters = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';

/** Six characters that nobody confuses on the phone, e.g. YC-7KQ2-M9. `bytes`: six random ones. */
export function referenceOf(bytes: Uint8Array): string {
  const code = [...bytes.subarray(0, 6)].map((byte) => letters[byte % letters.length]).join('');
  return `YC-${code.slice(0, 4)}-${code.slice(4)}`;
}
