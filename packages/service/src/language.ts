export const languages = ['fr', 'en'] as const;
export type Language = (typeof languages)[number];

/** The best of our languages for an Accept-Language header (RFC 9110, 12.5.4) or a BCP 47 tag; French when none fits. */
export function negotiate(accepted: string | undefined | null): Language {
  const wishes = (accepted ?? '')
    .split(',')
    .slice(0, 20)
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
      const q = parameters.map((p) => /^\s*q=([\d.]+)$/.exec(p)?.[1]).find(Boolean);
      return { language: languages.find((l) => tag === l || tag.startsWith(`${l}-`)), q: q === undefined ? 1 : Number(q) };
    })
    .filter((wish) => wish.language && wish.q > 0)
    .sort((a, b) => b.q - a.q);
  return wishes[0]?.language ?? 'fr';
}
