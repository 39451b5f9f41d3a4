import { Link } from '@tanstack/react-router';
import { formatSeconds } from '@ycyw/core/countdown';
import { SupportQueueChangedDocument, SupportQueueDocument, type SupportQueueQuery } from '@ycyw/core/generated/graphql';
import type { Live } from '@ycyw/core/live';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Bones } from '../../ui/Bones.tsx';
import { PageTitle } from '../../ui/PageTitle.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useNow } from '../../ui/useNow.ts';
import { keepOpen } from './keepOpen.ts';
import { lastWords } from './lastWords.ts';

type Waiting = SupportQueueQuery['supportQueue']['edges'][number]['node'];

const pollEvery = 15_000;
const settle = 150;
const longWait = 5 * 60;

/** Longest wait first. `changes` counts what this agent did, so that the list follows at once. */
export function Queue({ current, changes, live }: { current: string | undefined; changes: number; live: Live }) {
  const { t } = useTranslation();
  const [mine, setMine] = useState(false);
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
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const stop = keepOpen(live, SupportQueueChangedDocument, {}, () => {
      // Changes come in bursts; one look at the queue answers them all.
      clearTimeout(timer);
      timer = setTimeout(() => {
        ask({ requestPolicy: 'network-only' });
      }, settle);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [ask, live]);
  const queue = data?.supportQueue;
  const heading = current ? <h2>{t('desk.title')}</h2> : <PageTitle title={t('desk.title')}>{t('desk.title')}</PageTitle>;
  return (
    <section className="queue" aria-label={t('desk.title')}>
      <header>
        {heading}
        <span className="muted" role="status">
          {queue && !mine && t('desk.waiting', { count: queue.totalCount })}
        </span>
      </header>
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
      {error && !queue && <Problem failure={error} onRetry={ask} />}
      {!queue && fetching && <Bones widths={['100%', '100%', '100%']} height={52} />}
      {queue?.edges.length === 0 && (
        <div className="nobody">
          <h2>{t('desk.emptyTitle')}</h2>
          <p className="muted">{mine ? t('desk.emptyMine') : t('desk.empty')}</p>
        </div>
      )}
      <ul>
        {queue?.edges.map(({ node }) => (
          <li key={node.id}>
            <QueueEntry waiting={node} selected={node.id === current} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function QueueEntry({ waiting, selected }: { waiting: Waiting; selected: boolean }) {
  const { t } = useTranslation();
  const now = useNow();
  const seconds = (now.getTime() - Date.parse(waiting.createdAt)) / 1000;
  const last = waiting.messages.edges[0]?.node;
  return (
    <Link to="/desk/$id" params={{ id: waiting.id }} aria-current={selected ? 'true' : undefined}>
      <b>{waiting.customer?.displayName ?? t('chat.unknown')}</b>
      {waiting.state === 'QUEUED' ? (
        <span className={seconds > longWait ? 'since long' : 'since'}>
          <span className="hidden">{t('desk.waitingSince')} </span>
          {formatSeconds(seconds)}
        </span>
      ) : (
        <span className="since plain">{t(`chat.state.${waiting.state}`)}</span>
      )}
      <span className="preview">{(last && lastWords(last, t)) ?? waiting.subject}</span>
    </Link>
  );
}
