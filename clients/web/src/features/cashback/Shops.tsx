import { OpenCashbackLinkDocument, ShopsDocument, type ShopPartsFragment } from '@ycyw/core/generated/graphql';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation, useQuery } from 'urql';
import { Bones } from '../../ui/Bones.tsx';
import { Button } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useFormat } from '../../ui/useFormat.ts';

/** Partner shops, and one's own link to each. */
export function Shops({ onLinked }: { onLinked: () => void }) {
  const { t } = useTranslation();
  const [after, setAfter] = useState<string | null>(null);
  const [{ data, error, fetching }, again] = useQuery({ query: ShopsDocument, variables: { after } });
  const shops = data?.merchants.edges.map(({ node }) => node);
  const { endCursor = null, hasNextPage = false } = data?.merchants.pageInfo ?? {};
  return (
    <section className="stack" aria-labelledby="shops">
      <div>
        <h2 id="shops">{t('cashback.shops')}</h2>
        <p className="small muted">{t('cashback.shopsLead')}</p>
      </div>
      {!shops && fetching && <Bones widths={['100%', '100%']} height={56} />}
      {!shops && error && (
        <Problem
          failure={error}
          onRetry={() => {
            again({ requestPolicy: 'network-only' });
          }}
        />
      )}
      {shops?.length === 0 && (
        <p className="muted">
          <b>{t('cashback.shopsNone')}</b>. {t('cashback.shopsNoneText')}
        </p>
      )}
      {shops && shops.length > 0 && (
        <ul className="rows shops">
          {shops.map((shop) => (
            <Shop key={shop.id} shop={shop} currency={data?.me?.account?.currency ?? null} onLinked={onLinked} />
          ))}
        </ul>
      )}
      {hasNextPage && (
        <Button
          tone="quiet"
          compact
          onClick={() => {
            setAfter(endCursor);
          }}
        >
          {t('cashback.more')}
        </Button>
      )}
    </section>
  );
}

type ShopProps = { shop: ShopPartsFragment; currency: string | null; onLinked: () => void };

function Shop({ shop, currency, onLinked }: ShopProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [{ data, fetching, error }, open] = useMutation(OpenCashbackLinkDocument);
  const { id, name, url, rates, returnDays } = shop;
  const link = data?.cashbackLink ?? shop.link;
  const most = Math.max(...rates.map(({ basisPoints }) => basisPoints));
  const rate = format.percent(String(most / 10_000));
  return (
    <li>
      <span className="facts">
        <strong>{name}</strong>
        <span className="small muted">
          {new URL(url).hostname} · {t('cashback.returnDays', { count: returnDays })}
          {link && ` · ${t('cashback.into', { currency: link.currency })}`}
        </span>
      </span>
      <span className="row ends">
        <b className="rate">{rates.length > 1 ? t('cashback.rateUpTo', { rate }) : t('cashback.rate', { rate })}</b>
        {link ? (
          <>
            <CopyButton text={link.url} label={t('cashback.copyLink')} />
            <a className="btn compact quiet" href={link.url} target="_blank" rel="noreferrer">
              {t('cashback.goTo')}
              <span className="hidden">{t('cashback.goToOf', { merchant: name })}</span>
            </a>
          </>
        ) : (
          <Button
            compact
            tone="quiet"
            aria-label={t('cashback.openLinkOf', { merchant: name })}
            busy={fetching && t('cashback.opening')}
            onClick={() => {
              void open({ merchantId: id, currency }).then((answer) => {
                if (!answer.error) onLinked();
              });
            }}
          >
            {t('cashback.openLink')}
          </Button>
        )}
      </span>
      {error && (
        <div className="stack">
          <Problem failure={error} />
        </div>
      )}
    </li>
  );
}
