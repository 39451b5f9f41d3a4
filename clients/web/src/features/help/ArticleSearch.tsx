import { Link } from '@tanstack/react-router';
import { ArticlesDocument } from '@ycyw/core/generated/graphql';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Bones } from '../../ui/Bones.tsx';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/Field.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useSettled } from './useSettled.ts';

const shown = 8;
const all = 50;

/** The help's articles: all of them, or those that a search finds. */
export function ArticleSearch() {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [whole, setWhole] = useState(false);
  const asked = useSettled(text.trim(), 250);
  const [{ data, error, fetching }, again] = useQuery({
    query: ArticlesDocument,
    variables: { text: asked.slice(0, 1000), first: asked === '' ? all : shown },
  });
  const found = data?.faq ?? [];
  const articles = whole ? found : found.slice(0, shown);
  return (
    <section className="articles" aria-labelledby="articles">
      <form
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
        }}
      >
        <TextField
          label={t('faq.search')}
          hint={t('faq.hint')}
          type="search"
          maxLength={200}
          autoComplete="off"
          value={text}
          onText={setText}
        />
      </form>
      <h2 id="articles" className={asked === '' ? undefined : 'hidden'}>
        {t('faq.all')}
      </h2>
      <p className={asked === '' ? 'hidden' : 'muted'} role="status">
        {asked !== '' && data && t('faq.results', { count: found.length, text: asked })}
      </p>
      {error && <Problem failure={error} onRetry={again} />}
      {!data && fetching && <Bones widths={['80%', '60%', '70%', '75%']} height={44} />}
      <ul className="questions">
        {articles.map(({ slug, title }) => (
          <li key={slug}>
            <Link to="/help/$slug" params={{ slug }}>
              {title}
            </Link>
          </li>
        ))}
      </ul>
      {articles.length < found.length && (
        <div>
          <Button
            tone="quiet"
            compact
            onClick={() => {
              setWhole(true);
            }}
          >
            {t('faq.whole', { count: found.length })}
          </Button>
        </div>
      )}
    </section>
  );
}
