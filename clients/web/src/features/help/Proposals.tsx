import { ArticleHelpedDocument, ArticlesDocument } from '@ycyw/core/generated/graphql';
import { useTranslation } from 'react-i18next';
import { useMutation, useQuery } from 'urql';
import { Button } from '../../ui/Button.tsx';
import { ArticleBody } from './ArticleBody.tsx';
import { useSettled } from './useSettled.ts';

const shortest = 6;

/** Articles that may answer what is being written, before it is sent. */
export function Proposals({ text, onAnswered }: { text: string; onAnswered: () => void }) {
  const { t } = useTranslation();
  const settled = useSettled(text.trim());
  const [{ data }] = useQuery({
    query: ArticlesDocument,
    variables: { text: settled.slice(0, 1000), first: 3 },
    pause: settled.length < shortest,
  });
  const [, helped] = useMutation(ArticleHelpedDocument);
  const articles = settled.length < shortest ? [] : (data?.faq ?? []);
  return (
    <section className="proposals" aria-labelledby="proposed" hidden={articles.length === 0}>
      <p className="hidden" aria-live="polite">
        {articles.length > 0 && t('faq.proposedCount', { count: articles.length })}
      </p>
      <h3 id="proposed">{t('faq.proposed')}</h3>
      {articles.map(({ slug, title, body }) => (
        <details key={slug} name="proposed">
          <summary>{title}</summary>
          <ArticleBody body={body} />
          <Button
            tone="quiet"
            compact
            onClick={() => {
              void helped({ slug });
              onAnswered();
            }}
          >
            {t('faq.answers')}
          </Button>
        </details>
      ))}
    </section>
  );
}
