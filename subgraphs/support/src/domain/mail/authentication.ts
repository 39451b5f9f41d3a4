export interface HeaderLine {
  /** In lower case. */
  key: string;
  value: string;
}

/** The words of a header without its comments; nested ones and quoted parentheses are too rare in a verdict to be trusted. */
const withoutComments = (value: string): string => value.replaceAll(/\([^()]*\)/g, ' ');

/**
 * Whether the server that received the mail for us, `authservId`, found its From to be genuine (RFC 8601): DMARC passed for the domain
 * of `address`. Only the uppermost verdict counts: below it stands what came with the mail, whatever name it bears.
 */
export function isAuthentic(headers: readonly HeaderLine[], authservId: string, address: string): boolean {
  const verdict = headers.find(({ key }) => key === 'authentication-results');
  if (!verdict) return false;
  const [by = '', ...results] = withoutComments(verdict.value).toLowerCase().split(';');
  if (by.trim().split(/\s+/)[0] !== authservId.toLowerCase()) return false;
  const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
  const dmarc = results.map((result) => result.trim().split(/\s+/)).filter(([method]) => method?.startsWith('dmarc='));
  return dmarc.length === 1 && dmarc[0]?.[0] === 'dmarc=pass' && dmarc[0].includes(`header.from=${domain}`);
}
