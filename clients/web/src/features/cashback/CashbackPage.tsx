import { CashbackBalancesDocument } from '@ycyw/core/generated/graphql';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Bones } from '../../ui/Bones.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { PageTitle } from '../../ui/PageTitle.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useFormat } from '../../ui/useFormat.ts';
import './cashback.css';
import { Entries } from './Entries.tsx';
import { Shops } from './Shops.tsx';

/** What one has earned, what became of it, and where there is more. */
export function CashbackPage() {
  const { t } = useTranslation();
  const [{ data, error, fetching }, again] = useQuery({ query: CashbackBalancesDocument, requestPolicy: 'cache-and-network' });
  const balances = data?.me?.cashback?.balances;
  const isNew = balances?.length === 0;
  return (
    <>
      <PageTitle title={t('cashback.title')}>{t('cashback.title')}</PageTitle>
      <p className="lead">{t('cashback.lead')}</p>
      {!balances && fetching && <Bones widths={['40%', '60%']} height={48} />}
      {!balances && error && (
        <Problem
          failure={error}
          onRetry={() => {
            again({ requestPolicy: 'network-only' });
          }}
        />
      )}
      {balances?.map((balance) => (
        <Balance key={balance.currency} balance={balance} />
      ))}
      {isNew && (
        <Notice title={t('cashback.none')}>
          <p>{t('cashback.noneText')}</p>
        </Notice>
      )}
      {balances && !isNew && <Entries />}
      <Shops
        onLinked={() => {
          again({ requestPolicy: 'network-only' });
        }}
      />
    </>
  );
}

type Amount = { minor: number; currency: string };
type BalanceProps = { balance: { currency: string; available: Amount; pending: Amount; owed: Amount } };

function Balance({ balance: { available, pending, owed } }: BalanceProps) {
  const { t } = useTranslation();
  const { money } = useFormat();
  return (
    <section className="sheet wallet">
      <dl>
        <div>
          <dt>{t('cashback.available')}</dt>
          <dd className="amount">{money(available)}</dd>
        </div>
        <div>
          <dt>{t('cashback.pending')}</dt>
          <dd className="amount waits">{money(pending)}</dd>
        </div>
      </dl>
      {pending.minor > 0 && <p className="small muted">{t('cashback.pendingHint')}</p>}
      {owed.minor > 0 && <Notice tone="warn">{t('cashback.owed', { amount: money(owed) })}</Notice>}
    </section>
  );
}
