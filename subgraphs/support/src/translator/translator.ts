import type { Language } from '@ycyw/service/language';

/** What a translator made of one text. */
export interface Translated {
  body: string;
  /** In which language it found the text; null where it does not say, or none of ours. */
  found: Language | null;
}

/** Puts texts into a language; one answer a text, in their order. Rejects where it cannot. */
export interface Translator {
  /** Shown beside what it made. */
  engine: string;
  translate(texts: readonly string[], from: Language, to: Language): Promise<Translated[]>;
}
