import { createHash, createHmac, randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** Attributes of STUN (RFC 8489) and TURN (RFC 8656) that an allocation needs. */
const named = { username: 0x0006, integrity: 0x0008, error: 0x0009, realm: 0x0014, nonce: 0x0015, transport: 0x0019 };
const allocate = 0x0003;
const udp = Buffer.from([17, 0, 0, 0]);
const cookie = 0x2112a442;
const headerBytes = 20;

function attribute(type: number, value: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(type, 0);
  head.writeUInt16BE(value.length, 2);
  return Buffer.concat([head, value, Buffer.alloc((4 - (value.length % 4)) % 4)]);
}

function request(attributes: Buffer, more = 0): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt16BE(allocate, 0);
  head.writeUInt16BE(attributes.length + more, 2);
  head.writeUInt32BE(cookie, 4);
  return Buffer.concat([head, randomBytes(12), attributes]);
}

function attributesOf(message: Buffer): Map<number, Buffer> {
  const found = new Map<number, Buffer>();
  for (let at = headerBytes; at + 4 <= message.length;) {
    const length = message.readUInt16BE(at + 2);
    found.set(message.readUInt16BE(at), message.subarray(at + 4, at + 4 + length));
    at += 4 + length + ((4 - (length % 4)) % 4);
  }
  return found;
}

/** Asks a TURN server on 127.0.0.1 for a relayed address, over UDP; 0 when it gives one, else the error's code. */
export async function allocation(port: number, username: string, credential: string): Promise<number> {
  const socket = createSocket('udp4');
  const answer = async (message: Buffer): Promise<Map<number, Buffer>> => {
    const heard = once(socket, 'message', { signal: AbortSignal.timeout(5000) });
    socket.send(message, port, '127.0.0.1');
    const [received] = (await heard) as [Buffer];
    return attributesOf(received);
  };
  try {
    const challenge = await answer(request(attribute(named.transport, udp)));
    const [realm, nonce] = [challenge.get(named.realm), challenge.get(named.nonce)];
    if (!realm || !nonce) throw new Error('the server asks for no password');
    const attributes = Buffer.concat([
      attribute(named.transport, udp),
      attribute(named.username, Buffer.from(username)),
      attribute(named.realm, realm),
      attribute(named.nonce, nonce),
    ]);
    const key = createHash('md5').update(`${username}:${realm.toString()}:${credential}`).digest();
    const unsigned = request(attributes, 24);
    const signed = attribute(named.integrity, createHmac('sha1', key).update(unsigned).digest());
    const error = (await answer(Buffer.concat([unsigned, signed]))).get(named.error);
    return error ? error.readUInt8(2) * 100 + error.readUInt8(3) : 0;
  } finally {
    socket.close();
  }
}
