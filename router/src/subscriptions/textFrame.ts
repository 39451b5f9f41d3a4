/** An unmasked, unfragmented WebSocket text frame (RFC 6455, 5.2) around `payload`, whose pieces stay as they are. */
export function textFrame(payload: readonly Buffer[]): Buffer[] {
  let length = 0;
  for (const piece of payload) length += piece.length;
  let header: Buffer;
  if (length < 126) {
    header = Buffer.allocUnsafe(2);
    header[1] = length;
  } else if (length < 65_536) {
    header = Buffer.allocUnsafe(4);
    header[1] = 126;
    header.writeUInt16BE(length, 2);
  } else {
    header = Buffer.allocUnsafe(10);
    header[1] = 127;
    header.writeBigUInt64BE(BigInt(length), 2);
  }
  header[0] = 0x81;
  return [header, ...payload];
}
