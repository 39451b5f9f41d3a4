import { Link } from '@tanstack/react-router';
import { IssuedDocumentsDocument, LegalEntitiesDocument, type IssuedDocumentsQuery } from '@ycyw/core/generated/graphql';
import { calendarDate } from '@ycyw/core/time';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Bones } from '../../ui/Bones.tsx';
import { Button } from '../../ui/Button.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { ChoiceField, TextField } from '../../ui/Field.tsx';
import { PageTitle } from '../../ui/PageTitle.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useFormat } from '../../ui/useFormat.ts';
import { useNow } from '../../ui/useNow.ts';
import { DocumentLinks } from './DocumentLinks.tsx';
import './documents.css';

/** As it stands in the address; from and to are LocalDates, both included. */
export type IssuedSearch = { entity?: string | undefined; from?: string | undefined; to?: string | undefined };
type Props = { search: IssuedSearch; onSearch: (search: IssuedSearch) => void };
type Issued = IssuedDocumentsQuery['billingDocuments'];

const pageSize = 50;

/** What a legal entity issued in a period: for the accounts. */
export function IssuedPage({ search, onSearch }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow(60_000);
  const [{ data, error, fetching }, again] = useQuery({ query: LegalEntitiesDocument });
  const entities = (data?.legalEntities ?? []).toSorted((one, other) =>
    format.country(one.country).localeCompare(format.country(other.country), format.locale),
  );
  const today = calendarDate(new Date(now).toISOString());
  const period = { entity: search.entity ?? 'FR', from: search.from ?? `${today.slice(0, 7)}-01`, to: search.to ?? today };
  const isReversed = period.from > period.to;
  return (
    <>
      <div className="stack">
        <PageTitle title={t('documents.office.title')}>{t('documents.office.title')}</PageTitle>
        <p className="lead">{t('documents.office.lead')}</p>
      </div>
      {!data && fetching && <Bones widths={['60%']} height={44} />}
      {error && !data && <Problem failure={error} onRetry={again} />}
      {data && (
        <div className="filters issuing">
          <ChoiceField
            label={t('documents.office.entity')}
            value={period.entity}
            onText={(entity) => {
              onSearch({ ...search, entity });
            }}
          >
            {entities.map(({ code, name, country }) => (
              <option key={code} value={code}>
                {format.country(country)} – {name}
              </option>
            ))}
          </ChoiceField>
          <TextField
            label={t('documents.office.from')}
            type="date"
            value={period.from}
            onText={(from) => {
              onSearch({ ...search, from: from || undefined });
            }}
          />
          <TextField
            label={t('documents.office.to')}
            type="date"
            value={period.to}
            error={isReversed ? t('documents.office.period') : null}
            onText={(to) => {
              onSearch({ ...search, to: to || undefined });
            }}
          />
        </div>
      )}
      {data && !isReversed && <Period key={JSON.stringify(period)} {...period} />}
    </>
  );
}

function Period({ entity, from, to }: { entity: string; from: string; to: string }) {
  const { t } = useTranslation();
  const [pages, setPages] = useState<readonly (string | null)[]>([null]);
  const last = pages.length - 1;
  return (
    <div className="issued">
      {pages.map((after, index) => (
        <Page
          key={after ?? ''}
          query={{ entity, from, to, first: pageSize, after }}
          isFirst={index === 0}
          moreLabel={index === last ? t('documents.office.more') : null}
          onMore={(cursor) => {
            setPages([...pages, cursor]);
          }}
        />
      ))}
    </div>
  );
}

type PageProps = {
  query: { entity: string; from: string; to: string; first: number; after: string | null };
  isFirst: boolean;
  moreLabel: string | null;
  onMore: (cursor: string) => void;
};

function Page({ query, isFirst, moreLabel, onMore }: PageProps) {
  const { t } = useTranslation();
  const [{ data, error, fetching }, again] = useQuery({ query: IssuedDocumentsDocument, variables: query, requestPolicy: 'network-only' });
  const found = data?.billingDocuments;
  if (!found)
    return error ? <Problem failure={error} onRetry={again} /> : fetching ? <Bones widths={['100%', '100%', '100%']} height={44} /> : null;
  if (isFirst && found.edges.length === 0) return <Empty title={t('documents.office.noneTitle')} text={t('documents.office.none')} />;
  const { hasNextPage, endCursor } = found.pageInfo;
  return (
    <>
      {isFirst && <Sums totals={found.totals} />}
      <Table edges={found.edges} />
      {moreLabel !== null && hasNextPage && endCursor && (
        <Button
          tone="quiet"
          onClick={() => {
            onMore(endCursor);
          }}
        >
          {moreLabel}
        </Button>
      )}
    </>
  );
}

function Sums({ totals }: { totals: Issued['totals'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className="sums">
      {totals.map(({ currency, invoices, creditNotes, net, tax, total }) => (
        <section className="sheet" key={currency} aria-label={t('documents.office.sum', { currency })}>
          <dl>
            <dt>{t('documents.office.net')}</dt>
            <dd>{format.money(net)}</dd>
            <dt>{t('documents.office.tax')}</dt>
            <dd>{format.money(tax)}</dd>
            <dt className="whole">{t('documents.office.sum', { currency })}</dt>
            <dd className="whole">{format.money(total)}</dd>
          </dl>
          <p className="small muted">
            {t('documents.office.invoices', { count: invoices })}, {t('documents.office.creditNotes', { count: creditNotes })}
          </p>
        </section>
      ))}
    </div>
  );
}

function Table({ edges }: Pick<Issued, 'edges'>) {
  const { t } = useTranslation();
  const format = useFormat();
  const heads = ['number', 'issued', 'booking'] as const;
  const amounts = ['net', 'tax', 'total'] as const;
  return (
    <div className="scroll">
      <table>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {t(`documents.office.${head}`)}
              </th>
            ))}
            {amounts.map((head) => (
              <th key={head} scope="col" className="end">
                {t(`documents.office.${head}`)}
              </th>
            ))}
            <th scope="col">{t('documents.office.files')}</th>
          </tr>
        </thead>
        <tbody>
          {edges.map(({ node }) => {
            const { id, number, kind, issuedOn, reference, net, tax, total, pdfUrl, xmlUrl } = node;
            const sign = kind === 'CREDIT_NOTE' ? '−' : '';
            return (
              <tr key={id}>
                <th scope="row">{number}</th>
                <td className="when">
                  <time dateTime={issuedOn}>{format.wallClock(`${issuedOn}T00:00`, 'dated')}</time>
                </td>
                <td>
                  <Link to="/counter/$reference" params={{ reference }}>
                    {reference}
                  </Link>
                </td>
                <td className="end part">
                  {sign}
                  {format.money(net)}
                </td>
                <td className="end part">
                  {sign}
                  {format.money(tax)}
                </td>
                <td className="end">
                  <b>
                    {sign}
                    {format.money(total)}
                  </b>
                </td>
                <td className="files">
                  <div className="links">
                    <DocumentLinks
                      name={t('documents.named', { kind: t(`documents.kind.${kind}`), number })}
                      pdfUrl={pdfUrl}
                      xmlUrl={xmlUrl}
                    />
                  </div>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
