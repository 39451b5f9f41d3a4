import { Link } from '@tanstack/react-router';
import { ArticleDocument, ArticleHelpedDocument, ArticlesDocument } from '@ycyw/core/generated/graphql';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation, useQuery } from 'urql';
import { Bones } from '../../ui/Bones.tsx';
import { Button } from '../../ui/Button.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { PageTitle } from '../../ui/PageTitle.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { ArticleBody } from './ArticleBody.tsx';
import './help.css';

export function ArticlePage({ slug }: { slug: string }) {
  const { t } = useTranslation();
  const [{ data, error }, again] = useQuery({ query: ArticleDocument, variables: { slug } });
  const [, note] = useMutation(ArticleHelpedDocument);
  const [helped, setHelped] = useState(false);
  const article = data?.faqArticle;
  const title = article?.title ?? '';
  const [{ data: like }] = useQuery({ query: ArticlesDocument, variables: { text: title, first: 4 }, pause: title === '' });
  const others = (like?.faq ?? []).filter((each) => each.slug !== slug).slice(0, 3);
  const back = (
    <Link className="link" to="/help">
      {t('faq.back')}
    </Link>
  );
  if (error && !data) {
    return (
      <div className="wrap page">
        <Problem failure={error} onRetry={again} />
      </div>
    );
  }
  if (!data) {
    return (
      <div className="wrap page">
        <Bones widths={['70%', '100%', '95%', '60%']} height={28} />
      </div>
    );
  }
  if (!article) {
    return (
      <div className="wrap page">
        <Empty page title={t('faq.missingTitle')} text={t('faq.missing')}>
          {back}
        </Empty>
      </div>
    );
  }
  return (
    <article className="wrap page article">
      {back}
      <PageTitle title={title}>{title}</PageTitle>
      <ArticleBody body={article.body} />
      <div className="after">
        {helped ? (
          <Notice tone="good" title={t('faq.answeredTitle')} takesFocus>
            <p>{t('faq.answered')}</p>
          </Notice>
        ) : (
          <Button
            tone="quiet"
            onClick={() => {
              void note({ slug });
              setHelped(true);
            }}
          >
            {t('faq.answers')}
          </Button>
        )}
        <p>
          {t('faq.notAnswered')}{' '}
          <Link className="link" to="/help" hash="write">
            {t('help.write')}
          </Link>
        </p>
      </div>
      {others.length > 0 && (
        <section aria-labelledby="more">
          <h2 id="more">{t('faq.more')}</h2>
          <ul className="questions">
            {others.map((each) => (
              <li key={each.slug}>
                <Link to="/help/$slug" params={{ slug: each.slug }}>
                  {each.title}
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
    </article>
  );
}
