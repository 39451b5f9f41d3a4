import type { Language } from '@ycyw/service/language';
import { part, type Database, type Part, type Sql } from '@ycyw/service/sql';
import { askedIn, wordsIn } from '../domain/faq/words.ts';

export interface Article {
  slug: string;
  title: string;
  body: string;
  language: Language;
}

/** An article as the repository has it, with other words that people ask for it by. */
export interface WrittenArticle extends Article {
  asked: string;
}

const dictionaries: Record<Language, Part> = { fr: part`'french'::regconfig`, en: part`'english'::regconfig` };

const columns = part`slug, title, body, language`;

/** Keeps the articles as they are written now, with the words that find them; how often each helped stays. */
export async function keepArticles(sql: Database, articles: readonly WrittenArticle[]): Promise<void> {
  const all = JSON.stringify(articles.map((article, position) => ({ ...article, position })));
  const terms = JSON.stringify(
    articles.map(({ slug, language, title, body, asked }) => ({
      slug,
      language,
      title: wordsIn(title).join(' '),
      asked: wordsIn(asked).join(' '),
      body: wordsIn(body).join(' '),
    })),
  );
  await sql.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('faq'))`;
    await tx.$executeRaw`
      INSERT INTO faq_article (slug, language, position, title, body)
      SELECT slug, language, position, title, body FROM jsonb_to_recordset(${all}::jsonb) AS a(slug text, language text, position int, title text, body text)
      ON CONFLICT (slug, language) DO UPDATE SET position = excluded.position, title = excluded.title, body = excluded.body`;
    await tx.$executeRaw`
      DELETE FROM faq_article f WHERE NOT EXISTS (
        SELECT FROM jsonb_to_recordset(${all}::jsonb) AS a(slug text, language text) WHERE a.slug = f.slug AND a.language = f.language)`;
    await tx.$executeRaw`DELETE FROM faq_term`;
    for (const language of ['fr', 'en'] as const) {
      const dictionary = dictionaries[language];
      await tx.$executeRaw`
        INSERT INTO faq_term (language, term, slug, weight)
        SELECT language, lexeme, slug, max(w) + 0.1 * (count(*) - 1)
        FROM jsonb_to_recordset(${terms}::jsonb) AS a(slug text, language text, title text, asked text, body text)
        CROSS JOIN LATERAL (
          SELECT lexeme, 1.0 AS w FROM unnest(to_tsvector(${dictionary}, a.title))
          UNION ALL SELECT lexeme, 0.8 FROM unnest(to_tsvector(${dictionary}, a.asked))
          UNION ALL SELECT lexeme, 0.3 FROM unnest(to_tsvector(${dictionary}, a.body))
        ) words
        WHERE language = ${language} GROUP BY language, lexeme, slug`;
    }
  });
}

/**
 * The articles that share the rarest words with a text, best first, without those that share far less than the best. A word that none has counts as the one most like it: people mistype.
 * Only the text's words are read, never its signs.
 */
export async function articlesFor(sql: Sql, language: Language, text: string, size: number): Promise<Article[]> {
  if (text.trim() === '') {
    return sql.$queryRaw<Article[]>`SELECT ${columns} FROM faq_article WHERE language = ${language} ORDER BY position LIMIT ${size}`;
  }
  const words = askedIn(text).join(' ');
  return sql.$queryRaw<Article[]>`
    WITH asked AS (SELECT lexeme FROM unnest(to_tsvector(${dictionaries[language]}, ${words}))),
    known AS (
      SELECT DISTINCT coalesce(same.term, near.term) AS term, coalesce(near.likeness, 1) AS likeness FROM asked
      LEFT JOIN LATERAL (SELECT term FROM faq_term WHERE language = ${language} AND term = asked.lexeme LIMIT 1) same ON true
      LEFT JOIN LATERAL (
        SELECT term, similarity(term, asked.lexeme) AS likeness FROM faq_term
        WHERE same.term IS NULL AND length(asked.lexeme) > 3 AND language = ${language} AND term % asked.lexeme
          AND similarity(term, asked.lexeme) > 0.4
        ORDER BY likeness DESC, term LIMIT 1) near ON true
    ),
    total AS (SELECT count(*) AS articles FROM faq_article WHERE language = ${language}),
    found AS (
      SELECT t.slug, sum(t.weight * k.likeness * ln(1 + total.articles::float8 / rare.articles)) AS score FROM known k
      JOIN faq_term t ON t.language = ${language} AND t.term = k.term
      CROSS JOIN total
      CROSS JOIN LATERAL (SELECT count(*) AS articles FROM faq_term r WHERE r.language = ${language} AND r.term = k.term) rare
      GROUP BY t.slug
    )
    SELECT a.slug, a.title, a.body, a.language FROM found f JOIN faq_article a ON a.slug = f.slug AND a.language = ${language}
    WHERE f.score > greatest(0.6, 0.35 * (SELECT max(score) FROM found)) ORDER BY f.score DESC, a.position LIMIT ${size}`;
}

export async function articleNamed(sql: Sql, language: Language, slug: string): Promise<Article | null> {
  const [row] = await sql.$queryRaw<Article[]>`SELECT ${columns} FROM faq_article WHERE slug = ${slug} AND language = ${language}`;
  return row ?? null;
}

/** Counts that an article helped somebody; false when there is none of that name. */
export async function noteHelped(sql: Sql, language: Language, slug: string): Promise<boolean> {
  return (await sql.$executeRaw`UPDATE faq_article SET helped = helped + 1 WHERE slug = ${slug} AND language = ${language}`) === 1;
}
