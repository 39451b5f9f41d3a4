import { Link } from '@tanstack/react-router';
import { SupportQueueDocument, type SupportQueueQuery } from '@ycyw/core/generated/graphql';
import type { Live } from '@ycyw/core/live';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Bones } from '../../ui/Bones.tsx';
import { PageTitle } from '../../ui/PageTitle.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useNow } from '../../ui/useNow.ts';
import { ManagerLinks } from '../managing/ManagerLinks.tsx';
import { lastWords } from '../support/lastWords.ts';
import { OwnStatus } from './OwnStatus.tsx';
import { slaLeft, slaTime } from './slaLeft.ts';
import { topics } from './topics.ts';
import { useQueueNews } from './useQueueNews.ts';

type Waiting = SupportQueueQuery['supportQueue']['edges'][number]['node'];

const pollEvery = 15_000;
const soon = 5 * 60;

type Props = { current: string | undefined; changes: number; live: Live; manager: boolean; onChanged: () => void };

/** Longest wait first, what is late before all. `changes` counts what this agent did, so that the list follows at once. */
export function Queue({ current, changes, live, manager, onChanged }: Props) {
  const { t } = useTranslation();
  const [mine, setMine] = useState(false);
  const [topic, setTopic] = useState('');
  const variables = mine ? { mine: true, state: null, first: 50 } : { mine: false, state: 'QUEUED' as const, first: 50 };
  const [{ data, error, fetching }, ask] = useQuery({ query: SupportQueueDocument, variables, requestPolicy: 'cache-and-network' });
  useEffect(() => {
    ask({ requestPolicy: 'network-only' });
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') ask({ requestPolicy: 'network-only' });
    }, pollEvery);
    return () => {
      clearInterval(timer);
    };
  }, [ask, changes]);
  useQueueNews(
    live,
    useCallback(() => {
      ask({ requestPolicy: 'network-only' });
    }, [ask]),
  );
  const queue = data?.supportQueue;
  const shown = (queue?.edges ?? [])
    .map(({ node }) => node)
    .filter((each) => topic === '' || each.topic === topic)
    .sort((a, b) => Number(isLate(b)) - Number(isLate(a)));
  const heading = current ? <h2>{t('desk.title')}</h2> : <PageTitle title={t('desk.title')}>{t('desk.title')}</PageTitle>;
  return (
    <section className="queue" aria-label={t('desk.title')}>
      <header>
        {heading}
        <span className="muted" role="status">
          {queue && !mine && t('desk.waiting', { count: queue.totalCount })}
        </span>
      </header>
      <div className="tools">
        <OwnStatus changes={changes} onChanged={onChanged} />
        {manager && <ManagerLinks live={live} />}
      </div>
      <div className="which" role="group" aria-label={t('desk.which')}>
        {[false, true].map((each) => (
          <button
            key={String(each)}
            type="button"
            aria-pressed={mine === each}
            onClick={() => {
              setMine(each);
            }}
          >
            {each ? t('desk.mine') : t('desk.all')}
          </button>
        ))}
      </div>
      <div className="filter">
        <label className="hidden" htmlFor="queue-topic">
          {t('desk.filter')}
        </label>
        <select
          id="queue-topic"
          value={topic}
          onChange={({ target }) => {
            setTopic(target.value);
          }}
        >
          <option value="">{t('desk.everyTopic')}</option>
          {topics.map((each) => (
            <option key={each} value={each}>
              {t(`desk.topic.${each}`)}
            </option>
          ))}
        </select>
      </div>
      {error && !queue && <Problem failure={error} onRetry={ask} />}
      {!queue && fetching && <Bones widths={['100%', '100%', '100%']} height={52} />}
      {queue && shown.length === 0 && (
        <div className="nobody">
          <h2>{t('desk.emptyTitle')}</h2>
          <p className="muted">{mine ? t('desk.emptyMine') : t('desk.empty')}</p>
        </div>
      )}
      <ul>
        {shown.map((node) => (
          <li key={node.id}>
            <QueueEntry waiting={node} selected={node.id === current} />
          </li>
        ))}
      </ul>
    </section>
  );
}

const isLate = ({ sla }: Waiting): boolean => sla?.firstResponseBreached === true || sla?.resolutionBreached === true;

function QueueEntry({ waiting, selected }: { waiting: Waiting; selected: boolean }) {
  const { t } = useTranslation();
  const now = useNow();
  const left = slaLeft(waiting.sla, now);
  const last = waiting.messages.edges[0]?.node;
  return (
    <Link to="/desk/$id" params={{ id: waiting.id }} data-id={waiting.id} aria-current={selected ? 'true' : undefined}>
      <b>{waiting.customer?.displayName ?? waiting.contact?.name ?? t('chat.unknown')}</b>
      {left ? (
        <span className={left.seconds < 0 ? 'since long' : left.seconds < soon ? 'since soon' : 'since'}>
          {t(left.seconds < 0 ? 'desk.late' : left.clock === 'response' ? 'desk.left' : 'desk.resolveIn', {
            time: slaTime(left.seconds, t),
          })}
        </span>
      ) : (
        <span className="since plain">{t(`chat.state.${waiting.state}`)}</span>
      )}
      <span className="preview">{(last && lastWords(last, t)) ?? waiting.subject}</span>
      <span className="about">
        {waiting.channel !== 'CHAT' && `${t(`help.channel.${waiting.channel}`)} · `}
        {t(`desk.topic.${waiting.topic}`)} · <abbr title={t(`desk.language.${waiting.language}`)}>{waiting.language.toUpperCase()}</abbr>
      </span>
    </Link>
  );
}
