import { Link } from '@tanstack/react-router';
import { LateConversationsDocument, type LateConversationsQuery } from '@ycyw/core/generated/graphql';
import type { Live } from '@ycyw/core/live';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Bones } from '../../ui/Bones.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useNow } from '../../ui/useNow.ts';
import { slaLeft, slaTime } from '../desk/slaLeft.ts';
import { useQueueNews } from '../desk/useQueueNews.ts';
import { ManagerFrame } from './ManagerFrame.tsx';

type Late = LateConversationsQuery['supportQueue']['edges'][number]['node'];

/** What was promised and is overdue, of those who wait and of those whom an agent has. */
export function LatePage({ live }: { live: Live }) {
  const { t } = useTranslation();
  const [{ data, error, fetching }, ask] = useQuery({ query: LateConversationsDocument, requestPolicy: 'cache-and-network' });
  const look = useCallback(() => {
    ask({ requestPolicy: 'network-only' });
  }, [ask]);
  useQueueNews(live, look);
  const late = data?.supportQueue;
  return (
    <ManagerFrame page="late">
      <p className="muted" role="status">
        {late && late.totalCount > 0 && t('managing.late', { count: late.totalCount })}
      </p>
      {error && !late && <Problem failure={error} onRetry={look} />}
      {!late && fetching && <Bones widths={['100%', '100%', '100%']} height={60} />}
      {late?.edges.length === 0 && <Empty title={t('managing.noneLate')} text={t('managing.noneLateText')} />}
      {late && late.edges.length > 0 && (
        <ul className="rows">
          {late.edges.map(({ node }) => (
            <LateRow key={node.id} conversation={node} />
          ))}
        </ul>
      )}
    </ManagerFrame>
  );
}

function LateRow({ conversation: { id, subject, customer, contact, agent, topic, language, sla } }: { conversation: Late }) {
  const { t } = useTranslation();
  const now = useNow();
  const left = slaLeft(sla, now);
  const time = left && slaTime(left.seconds, t);
  return (
    <li>
      <span className="facts">
        <Link to="/desk/$id" params={{ id }}>
          {customer?.displayName ?? contact?.name ?? t('chat.unknown')}
        </Link>
        <span>{subject}</span>
        <span className="small muted">
          {t(`desk.topic.${topic}`)} · {t(`desk.language.${language}`)} ·{' '}
          {agent ? t('desk.takenBy', { name: agent.displayName }) : t('managing.nobody')}
        </span>
      </span>
      <strong className="overdue">
        {time === null ? t('managing.latePaused') : t(left?.clock === 'response' ? 'desk.slaLate' : 'desk.slaResolveLate', { time })}
      </strong>
    </li>
  );
}
