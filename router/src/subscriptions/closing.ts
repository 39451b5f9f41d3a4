/** Closing codes of graphql-transport-ws, and 1001, 1009, 1013 of RFC 6455. */
export const closing = {
  badRequest: 4400,
  unauthorized: 4401,
  forbidden: 4403,
  subprotocol: 4406,
  initTimeout: 4408,
  subscriberExists: 4409,
  slowReader: 4413,
  tooManyInits: 4429,
  internal: 4500,
  goingAway: 1001,
  tooLong: 1009,
  tryAgain: 1013,
} as const;

/** A close frame carries at most 123 bytes of reason. */
export const reasonOf = (text: string): string => {
  const bytes = Buffer.from(text);
  return bytes.length <= 123
    ? text
    : bytes
        .subarray(0, 120)
        .toString('utf8')
        .replace(/\uFFFD+$/, '');
};
