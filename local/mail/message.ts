import PostalMime, { type Address } from 'postal-mime';

export interface Message {
  from: string;
  to: string;
  subject: string;
  messageId: string | null;
  references: string;
  /** Where answers go; null where the mail does not say. */
  replyTo: string | null;
  /** ISO 8601, or null when the mail names none. */
  date: string | null;
  html: string | null;
  text: string | null;
  /** http(s) addresses in the order they appear, each once. */
  links: string[];
}

const mostLinks = 50;

const addressOf = (address: Address): string => address.address ?? address.group.map(addressOf).join(', ');

function linksOf(html: string | null, text: string | null): string[] {
  const hrefs = [...(html ?? '').matchAll(/\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')/gi)].map((match) =>
    (match[1] ?? match[2] ?? '').replaceAll('&amp;', '&').replaceAll('&#39;', "'").replaceAll('&quot;', '"'),
  );
  const written = (text ?? '').match(/https?:\/\/[^\s<>"']+/g) ?? [];
  return [...new Set([...hrefs, ...written])].filter((link) => /^https?:\/\//i.test(link)).slice(0, mostLinks);
}

/** A mail as people read it, from its RFC 5322 source or from its headers alone. */
export async function readMessage(source: Uint8Array): Promise<Message> {
  const mail = await PostalMime.parse(source);
  const html = mail.html ?? null;
  const text = mail.text ?? null;
  return {
    from: mail.from ? addressOf(mail.from) : '',
    to: (mail.to ?? []).map(addressOf).join(', '),
    subject: mail.subject ?? '',
    messageId: mail.messageId ?? null,
    references: mail.references ?? '',
    replyTo: mail.replyTo?.[0]?.address ?? null,
    date: mail.date ?? null,
    html,
    text,
    links: linksOf(html, text),
  };
}
