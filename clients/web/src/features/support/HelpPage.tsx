import { Link } from '@tanstack/react-router';
import { MyConversationsDocument } from '@ycyw/core/generated/graphql';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Bones } from '../../ui/Bones.tsx';
import { PageTitle } from '../../ui/PageTitle.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useFormat } from '../../ui/useFormat.ts';
import './help.css';
import { lastWords } from './lastWords.ts';
import { QuestionForm } from './QuestionForm.tsx';

type Props = { booking: string | undefined; onStarted: (conversationId: string) => void };

export function HelpPage({ booking, onStarted }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const [{ data, error, fetching }, again] = useQuery({
    query: MyConversationsDocument,
    variables: { first: 50 },
    requestPolicy: 'cache-and-network',
  });
  const conversations = data?.me?.conversations?.edges.map((edge) => edge.node) ?? [];
  return (
    <div className="wrap page help">
      <div>
        <PageTitle title={t('chat.title')}>{t('chat.title')}</PageTitle>
        <p className="lead">{t('chat.lead')}</p>
      </div>
      <div className="columns">
        <QuestionForm booking={booking} onStarted={onStarted} />
        <section className="stack" aria-labelledby="mine">
          <h2 id="mine">{t('chat.mine')}</h2>
          {!data && fetching && <Bones widths={['100%', '100%', '100%']} height={56} />}
          {error && <Problem failure={error} onRetry={again} />}
          {data && conversations.length === 0 && <p className="muted">{t('chat.none')}</p>}
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
        </section>
      </div>
    </div>
  );
}
