import { Link } from '@tanstack/react-router';
import { SettlementsToApproveDocument } from '@ycyw/core/generated/graphql';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Approval } from './Approval.tsx';
import { SettlementCard } from './SettlementCard.tsx';

/** What waits for a manager's word, longest first; nothing where nothing does. */
export function ToApprove() {
  const { t } = useTranslation();
  const [{ data }, ask] = useQuery({
    query: SettlementsToApproveDocument,
    variables: { first: 20, after: null },
    requestPolicy: 'cache-and-network',
  });
  const waiting = data?.settlementsToApprove;
  if (!waiting || waiting.totalCount === 0) return null;
  return (
    <section className="stack to-approve" aria-labelledby="to-approve">
      <div>
        <h2 id="to-approve">
          {t('settlement.toApprove')} <span className="muted count">{waiting.totalCount}</span>
        </h2>
        <p className="muted">{t('settlement.toApproveHint')}</p>
      </div>
      <ul>
        {waiting.edges.map(({ node }) => (
          <li key={node.id}>
            <Link className="link" to="/counter/$reference" params={{ reference: node.booking.reference }}>
              {node.booking.reference}
            </Link>
            <SettlementCard settlement={node} own={false}>
              <Approval
                settlement={node}
                onAnswered={() => {
                  ask({ requestPolicy: 'network-only' });
                }}
              />
            </SettlementCard>
          </li>
        ))}
      </ul>
    </section>
  );
}
