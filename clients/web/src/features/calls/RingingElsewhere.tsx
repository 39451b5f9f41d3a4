import { Link } from '@tanstack/react-router';
import { MyCallsDocument, ReportCallDocument } from '@ycyw/core/generated/graphql';
import type { Live } from '@ycyw/core/live';
import { useCallback, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient, useQuery } from 'urql';
import { useQueueNews } from '../desk/useQueueNews.ts';
import './calls.css';

/** A customer of this agent's who calls in another conversation than the one that is open. */
export function RingingElsewhere({ current, live }: { current: string | undefined; live: Live }) {
  const { t } = useTranslation();
  const client = useClient();
  const [{ data }, ask] = useQuery({ query: MyCallsDocument, requestPolicy: 'network-only' });
  useQueueNews(
    live,
    useCallback(() => {
      ask({ requestPolicy: 'network-only' });
    }, [ask]),
  );
  const ringing = data?.supportQueue.edges
    .map(({ node }) => node)
    .find(
      ({ id, call }) =>
        id !== current &&
        call?.ofMine === true &&
        call.proposedBy === 'CUSTOMER' &&
        (call.state === 'PROPOSED' || call.state === 'RINGING'),
    );
  const callId = ringing?.call?.state === 'PROPOSED' ? ringing.call.id : null;
  useEffect(() => {
    if (callId) void client.mutation(ReportCallDocument, { callId, report: 'RINGING' }).toPromise();
  }, [client, callId]);
  if (!ringing) return null;
  return (
    <section className="ongoing" aria-label={t('call.incoming')}>
      <strong role="alert">{t('call.rings.AUDIO', { name: ringing.customer?.displayName ?? t('chat.unknown') })}</strong>
      <Link className="btn compact" to="/desk/$id" params={{ id: ringing.id }}>
        {t('call.open')}
      </Link>
    </section>
  );
}
