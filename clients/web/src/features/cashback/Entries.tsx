import { Link } from '@tanstack/react-router';
import { CashbackEntriesDocument, type CashbackEntryPartsFragment } from '@ycyw/core/generated/graphql';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Bones } from '../../ui/Bones.tsx';
import { Button } from '../../ui/Button.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useFormat } from '../../ui/useFormat.ts';

/** Purchases and rentals, newest first, a page at a time. */
export function Entries() {
  const { t } = useTranslation();
  const [pages, setPages] = useState<(string | null)[]>([null]);
  return (
    <section className="stack" aria-labelledby="entries">
      <h2 id="entries">{t('cashback.entries')}</h2>
      <ul className="rows entries">
        {pages.map((after, index) => (
          <Page
            key={after}
            after={after}
            last={index === pages.length - 1}
            onMore={(next) => {
              setPages((shown) => [...shown, next]);
            }}
          />
        ))}
      </ul>
    </section>
  );
}

function Page({ after, last, onMore }: { after: string | null; last: boolean; onMore: (after: string) => void }) {
  const { t } = useTranslation();
  const [{ data, error, fetching }, again] = useQuery({
    query: CashbackEntriesDocument,
    variables: { after },
    requestPolicy: 'cache-and-network',
  });
  const entries = data?.me?.cashback?.entries;
  if (!entries && fetching) return <li>{<Bones widths={['70%', '50%', '60%']} height={20} />}</li>;
  if (!entries)
    return (
      <li>
        {error && (
          <Problem
            failure={error}
            onRetry={() => {
              again({ requestPolicy: 'network-only' });
            }}
          />
        )}
      </li>
    );
  const { endCursor, hasNextPage } = entries.pageInfo;
  if (entries.edges.length === 0 && after === null)
    return (
      <li>
        <p className="muted">{t('cashback.entriesNone')}</p>
      </li>
    );
  return (
    <>
      {entries.edges.map(({ node }) => (
        <Entry key={node.id} entry={node} />
      ))}
      {last && hasNextPage && endCursor && (
        <li>
          <Button
            tone="quiet"
            compact
            onClick={() => {
              onMore(endCursor);
            }}
          >
            {t('cashback.more')}
          </Button>
        </li>
      )}
    </>
  );
}

const tones: Partial<Record<CashbackEntryPartsFragment['state'], string>> = {
  PENDING: 'warn',
  RESERVED: 'warn',
  TAKEN_BACK: 'bad',
  SPENT: 'plain',
};

function Entry({ entry }: { entry: CashbackEntryPartsFragment }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { kind, state, amount, was, at, availableAt, merchant, bookingReference } = entry;
  return (
    <li>
      <span className="facts">
        <strong>
          {kind === 'BOOKING' && bookingReference ? (
            <Link to="/bookings/$reference" params={{ reference: bookingReference }}>
              {t('cashback.booking', { reference: bookingReference })}
            </Link>
          ) : merchant ? (
            t('cashback.purchase', { merchant: merchant.name })
          ) : (
            t('cashback.purchaseAnywhere')
          )}
        </strong>
        <span className="small muted row">
          <time dateTime={at}>{format.instant(at, 'dated')}</time>
          <span className={`tag ${tones[state] ?? ''}`}>{t(`cashback.state.${state}`)}</span>
          {availableAt && state === 'PENDING' && <span>{t('cashback.until', { date: format.instant(availableAt, 'dated') })}</span>}
        </span>
      </span>
      <span className="amount">
        <b>
          {amount.minor > 0 && '+'}
          {format.money(amount)}
        </b>
        {was.minor !== amount.minor && <small className="muted">{t('cashback.was', { amount: format.money(was) })}</small>}
      </span>
    </li>
  );
}
