import { readFileSync } from 'node:fs';
import { languages } from '@ycyw/service/language';
import { z } from 'zod';
import type { WrittenArticle } from '../data/faq.ts';

const shape = z.array(
  z.strictObject({
    slug: z.string().regex(/^[a-z0-9-]{1,60}$/),
    title: z.string().min(1).max(200),
    body: z.string().min(1).max(4000),
    /** Other words that people ask for it by; nobody reads them. */
    asked: z.string(),
  }),
);

/** The help's articles in both languages, in the order in which they are listed. */
export const articles: readonly WrittenArticle[] = languages.flatMap((language) => {
  const file = new URL(`../../data/faq/${language}.json`, import.meta.url);
  return shape.parse(JSON.parse(readFileSync(file, 'utf8'))).map((article) => ({ ...article, language }));
});
