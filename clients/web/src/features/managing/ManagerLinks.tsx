import { Link } from '@tanstack/react-router';
import { LateCountDocument } from '@ycyw/core/generated/graphql';
import type { Live } from '@ycyw/core/live';
import { useCallback, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { useQueueNews } from '../desk/useQueueNews.ts';
import './managing.css';

const lookEvery = 30_000;

/** Beside the queue, for managers: how many of the region's conversations are late, whoever has them, and the way to their pages. */
export function ManagerLinks({ live }: { live: Live }) {
  const { t } = useTranslation();
  const [{ data }, ask] = useQuery({ query: LateCountDocument, requestPolicy: 'cache-and-network' });
  const look = useCallback(() => {
    ask({ requestPolicy: 'network-only' });
  }, [ask]);
  useQueueNews(live, look);
  useEffect(() => {
    const timer = setInterval(look, lookEvery);
    return () => {
      clearInterval(timer);
    };
  }, [look]);
  const count = data?.supportQueue.totalCount ?? 0;
  return (
    <span className="manager-links">
      <span role="status">
        {count > 0 && (
          <Link className="late-count" to="/desk/late">
            {t('managing.late', { count })}
          </Link>
        )}
      </span>
      <Link className="link small" to="/desk/figures">
        {t('managing.manage')}
      </Link>
    </span>
  );
}
