/** What a canned reply may ask for, as the API names it. */
export type ReplyVariable = 'customer' | 'agent' | 'reference' | 'ticket';

export type FilledReply = { text: string; /** What there was nothing for; the text keeps its braces. */ missing: string[] };

/** Fills the variables of a canned reply; a value of null or blanks is none. */
export function fillReply(body: string, values: Readonly<Partial<Record<ReplyVariable, string | null>>>): FilledReply {
  const missing = new Set<string>();
  const text = body.replaceAll(/\{([a-z]+)\}/g, (whole, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name as ReplyVariable]?.trim() : undefined;
    if (value) return value;
    missing.add(name);
    return whole;
  });
  return { text, missing: [...missing] };
}

/** The variables that a text still holds: it must not be sent like that. */
export const unfilled = (text: string): string[] => [
  ...new Set([...text.matchAll(/\{(customer|agent|reference|ticket)\}/g)].map(([, name = '']) => name)),
];
