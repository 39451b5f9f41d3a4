/** Bytes that are no HTTP/1.1 response: where its end is can't be known, so the connection ends with it. */
export class Malformed extends Error {}
