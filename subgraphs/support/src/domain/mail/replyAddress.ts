const idBytes = 16;
const signBytes = 10;

/** Signs a conversation's id: another cannot be made up. */
export type Sign = (conversationId: string) => Uint8Array;

/** Where answers about a conversation go: `address` with its id and a signature behind a plus. */
export function replyAddress(address: string, conversationId: string, sign: Sign): string {
  const [box = '', host = ''] = address.split('@');
  const token = conversationId.replaceAll('-', '') + Buffer.from(sign(conversationId)).subarray(0, signBytes).toString('hex');
  return `${box}+${token}@${host}`;
}

/** The conversation that an address of ours names; null for every other address, and for a signature that is not ours. */
export function conversationIn(recipient: string, address: string, sign: Sign): string | null {
  const [box = '', host = ''] = address.toLowerCase().split('@');
  const [local = '', at = ''] = recipient.trim().toLowerCase().split('@');
  const token = local.startsWith(`${box}+`) && at === host ? local.slice(box.length + 1) : '';
  if (!/^[\da-f]+$/.test(token) || token.length !== 2 * (idBytes + signBytes)) return null;
  const id = token.slice(0, 2 * idBytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return replyAddress(address, id, sign).toLowerCase() === recipient.trim().toLowerCase() ? id : null;
}
