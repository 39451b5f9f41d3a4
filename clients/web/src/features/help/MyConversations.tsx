import { Link } from '@tanstack/react-router';
import { MyConversationsDocument } from '@ycyw/core/generated/graphql';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Bones } from '../../ui/Bones.tsx';
import { Button } from '../../ui/Button.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useFormat } from '../../ui/useFormat.ts';
import { lastWords } from '../support/lastWords.ts';

const shown = 3;

/** What this person asked before, newest first; nothing where they never did. */
export function MyConversations() {
  const { t } = useTranslation();
  const format = useFormat();
  const [{ data, error, fetching }, again] = useQuery({
    query: MyConversationsDocument,
    variables: { first: 50 },
    requestPolicy: 'cache-and-network',
  });
  const [whole, setWhole] = useState(false);
  const all = data?.me?.conversations?.edges.map((edge) => edge.node) ?? [];
  if (data && all.length === 0) return null;
  const conversations = whole ? all : all.slice(0, shown);
  return (
    <section className="stack" aria-labelledby="mine">
      <h2 id="mine">{t('chat.mine')}</h2>
      {!data && fetching && <Bones widths={['100%']} height={56} />}
      {error && <Problem failure={error} onRetry={again} />}
      {conversations.length > 0 && (
        <ul className="talks">
          {conversations.map((each) => {
            const last = each.messages.edges[0]?.node;
            return (
              <li key={each.id}>
                <Link to="/conversations/$id" params={{ id: each.id }}>
                  <strong>{each.subject}</strong>
                  <span className="tag plain">{t(`chat.state.${each.state}`)}</span>
                  <span className="muted small preview">{last && lastWords(last, t)}</span>
                  <time className="muted small" dateTime={last?.sentAt ?? each.createdAt}>
                    {format.instant(last?.sentAt ?? each.createdAt)}
                  </time>
                </Link>
              </li>
            );
          })}
        </ul>
      )}
      {conversations.length < all.length && (
        <div>
          <Button
            tone="quiet"
            compact
            onClick={() => {
              setWhole(true);
            }}
          >
            {t('chat.whole', { count: all.length })}
          </Button>
        </div>
      )}
    </section>
  );
}
