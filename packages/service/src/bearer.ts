export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The token of an `authorization` value, over HTTP or in connection_init. */
export const bearer = (value: unknown): string => textOf(value).replace(/^Bearer /i, '');
