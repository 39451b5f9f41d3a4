import { BookingDocumentsDocument, type BookingDocumentsQuery } from '@ycyw/core/generated/graphql';
import { useCallback, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Button } from '../../ui/Button.tsx';
import { Bones } from '../../ui/Bones.tsx';
import { useBackOnline } from '../../ui/useBackOnline.ts';
import { useHeard } from '../../ui/useHeard.ts';
import { useFormat } from '../../ui/useFormat.ts';
import { DocumentLinks } from './DocumentLinks.tsx';
import './documents.css';

type Issued = NonNullable<NonNullable<BookingDocumentsQuery['booking']>['documents']>[number];
type Props = { reference: string; state: string; guestToken: string | undefined; heard: number };

/** Links open for a quarter of an hour: they are asked for anew before, and whenever the reader comes back. */
const renewMs = 10 * 60_000;
const comingMs = 4000;
const over = ['RETURNED', 'CLOSED', 'CANCELLED', 'NO_SHOW'];

/** Invoices and credit notes of a rental that is over; nothing before. */
export function Documents(props: Props) {
  return over.includes(props.state) ? <List {...props} /> : null;
}

function List({ reference, state, guestToken, heard }: Props) {
  const { t } = useTranslation();
  const { language } = useFormat();
  const [{ data, error, fetching }, ask] = useQuery({
    query: BookingDocumentsDocument,
    variables: { reference, guestToken: guestToken ?? null, otherLanguage: language === 'fr' ? 'en' : 'fr' },
    requestPolicy: 'network-only',
  });
  const again = useCallback(() => {
    ask({ requestPolicy: 'network-only' });
  }, [ask]);
  useBackOnline(again);
  useHeard(heard, again);
  const documents = data?.booking?.documents ?? undefined;
  const isComing = state === 'RETURNED' && documents?.length === 0;
  useEffect(() => {
    const timer = setInterval(again, isComing ? comingMs : renewMs);
    const shown = () => {
      if (document.visibilityState === 'visible') again();
    };
    document.addEventListener('visibilitychange', shown);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', shown);
    };
  }, [again, isComing]);
  const section = useRef<HTMLElement>(null);
  const isHere = documents !== undefined;
  useEffect(() => {
    if (isHere && window.location.hash === '#documents') section.current?.scrollIntoView({ block: 'start' });
  }, [isHere]);

  if (documents?.length === 0 && !isComing) return null;
  return (
    <section ref={section} className="sheet documents" id="documents" aria-labelledby="documents-title">
      <h2 id="documents-title">{t('documents.title')}</h2>
      {!documents && fetching && <Bones widths={['70%', '40%']} height={22} />}
      {!documents && error && (
        <div className="stack">
          <p>{t('documents.failed')}</p>
          <Button tone="quiet" compact onClick={again}>
            {t('problem.retry')}
          </Button>
        </div>
      )}
      <p role="status" className={isComing ? 'muted' : 'hidden'}>
        {isComing && t('documents.coming')}
      </p>
      {documents && documents.length > 0 && (
        <ul>
          {documents.map((issued) => (
            <Row key={issued.id} issued={issued} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Row({ issued }: { issued: Issued }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { number, kind, issuedOn, refersTo, total, otherPdfUrl } = issued;
  const name = t('documents.named', { kind: t(`documents.kind.${kind}`), number });
  return (
    <li>
      <div className="what">
        <b>{t(`documents.kind.${kind}`)}</b>
        <span className="figure">
          {kind === 'CREDIT_NOTE' && '−'}
          {format.money(total)}
        </span>
        <span className="small muted">
          {number} · <time dateTime={issuedOn}>{format.wallClock(`${issuedOn}T00:00`, 'dated')}</time>
          {refersTo && (
            <>
              <br />
              {t('documents.refersTo', { number: refersTo })}
            </>
          )}
        </span>
      </div>
      <div className="links">
        <DocumentLinks name={name} pdfUrl={issued.pdfUrl} xmlUrl={issued.xmlUrl} />
        <a href={otherPdfUrl} target="_blank" rel="noopener" aria-label={t('documents.otherOf', { document: name })}>
          {t('documents.other')}
        </a>
      </div>
    </li>
  );
}
