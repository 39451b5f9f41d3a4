import { Refusal } from '@ycyw/service/refusal';

const longest = 254;
// Without quotes, comments and other forms that nobody types and every header forger likes.
const shape = /^[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}]{2,63}$/u;

/** An e-mail address as it is kept and looked up, in lower case; null for what is none. */
export function addressIn(text: string): string | null {
  const address = text.trim().toLowerCase();
  return Buffer.byteLength(address) <= longest && shape.test(address) ? address : null;
}

/** As addressIn; refuses with BAD_INPUT (email). */
export function addressOf(text: string): string {
  const address = addressIn(text);
  if (address === null) throw new Refusal('BAD_INPUT', 'email');
  return address;
}
