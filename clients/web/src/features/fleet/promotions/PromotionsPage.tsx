import { EndPromotionDocument, type PromotionPartsFragment, PromotionsDocument } from '@ycyw/core/generated/fleet/graphql';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation, useQuery } from 'urql';
import { Bones } from '../../../ui/Bones.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Empty } from '../../../ui/Empty.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { PageTitle } from '../../../ui/PageTitle.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { Question } from '../../../ui/Question.tsx';
import { useFormat } from '../../../ui/useFormat.ts';
import { useIdempotencyKey } from '../../../ui/useIdempotencyKey.ts';
import { PageTurn, usePages } from '../PageTurn.tsx';
import { ChangePromotion } from './ChangePromotion.tsx';
import { NewPromotion } from './NewPromotion.tsx';
import './promotions.css';

/** What codes take off, for whom, and how often they have been used. */
export function PromotionsPage() {
  const { t } = useTranslation();
  const pages = usePages();
  const [adding, setAdding] = useState(false);
  const [done, setDone] = useState<string | null>(null);
  const [{ data, error, fetching }, again] = useQuery({
    query: PromotionsDocument,
    variables: { after: pages.after },
    requestPolicy: 'cache-and-network',
  });
  const promotions = data?.promotions;
  return (
    <>
      <div className="head">
        <PageTitle title={t('promotions.title')}>{t('promotions.title')}</PageTitle>
        {!adding && (
          <Button
            compact
            onClick={() => {
              setDone(null);
              setAdding(true);
            }}
          >
            {t('promotions.new')}
          </Button>
        )}
      </div>
      <p className="lead">{t('promotions.lead')}</p>
      {done && (
        <Notice key={done} tone="good" takesFocus>
          {done}
        </Notice>
      )}
      {adding && (
        <NewPromotion
          onLeave={() => {
            setAdding(false);
          }}
          onMade={(code) => {
            setAdding(false);
            setDone(t('promotions.created', { code }));
            again({ requestPolicy: 'network-only' });
          }}
        />
      )}
      {fetching && !promotions && <Bones widths={['100%', '100%', '100%']} height={64} />}
      {error && !promotions && <Problem failure={error} onRetry={again} />}
      {promotions?.edges.length === 0 && <Empty title={t('promotions.emptyTitle')} text={t('promotions.empty')} />}
      {promotions && promotions.edges.length > 0 && (
        <ul className="promotions">
          {promotions.edges.map(({ node }) => (
            <Promotion
              key={node.id}
              promotion={node}
              onChanged={(code) => {
                setDone(t('promotions.changed', { code }));
              }}
            />
          ))}
        </ul>
      )}
      <PageTurn pages={pages} info={promotions?.pageInfo} busy={fetching} />
    </>
  );
}

const tones = { PLANNED: 'plain', RUNNING: '', EXHAUSTED: 'warn', ENDED: 'plain' } as const;

function Promotion({ promotion, onChanged }: { promotion: PromotionPartsFragment; onChanged: (code: string) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { code, name, state, rate, amount, audience, classes, minDays, bookedFrom, bookedTo, usesLimit, used, budget, given } = promotion;
  const [changing, setChanging] = useState(false);
  const date = (day: string) => format.wallClock(`${day}T00:00`, 'dated');
  const off = rate ? format.percent(rate) : amount ? format.money(amount) : '';
  const terms = [
    t(`promotions.${audience}`),
    classes?.join(' '),
    minDays && t('promotions.days', { count: minDays }),
    state === 'PLANNED' && bookedFrom && t('promotions.from', { date: date(bookedFrom) }),
    bookedTo && t('promotions.until', { date: date(bookedTo) }),
  ];
  return (
    <li>
      <span className="facts">
        <span className="row">
          <b className="plate">{code}</b>
          <span className={`tag ${tones[state]}`}>{t(`promotions.${state}`)}</span>
        </span>
        <span>{name}</span>
        <span className="small muted">{terms.filter(Boolean).join(' · ')}</span>
      </span>
      <dl className="figures">
        <div>
          <dt>{t('promotions.off')}</dt>
          <dd>{off}</dd>
        </div>
        <div>
          <dt>{t('promotions.usedWord')}</dt>
          <dd>{typeof usesLimit === 'number' ? t('promotions.used', { used, limit: usesLimit }) : format.number(used)}</dd>
        </div>
        <div>
          <dt>{t('promotions.given')}</dt>
          <dd>{budget ? t('promotions.given_of', { given: format.money(given), budget: format.money(budget) }) : format.money(given)}</dd>
        </div>
      </dl>
      {state !== 'ENDED' && !changing && (
        <div className="row acts">
          <Button
            tone="quiet"
            compact
            aria-label={t('promotions.changeOf', { code })}
            onClick={() => {
              setChanging(true);
            }}
          >
            {t('promotions.change')}
          </Button>
          <Ending promotion={promotion} />
        </div>
      )}
      {changing && (
        <div className="inner">
          <ChangePromotion
            promotion={promotion}
            onLeave={() => {
              setChanging(false);
            }}
            onChanged={(changed) => {
              setChanging(false);
              onChanged(changed);
            }}
          />
        </div>
      )}
    </li>
  );
}

/** In two steps: it is for good. */
function Ending({ promotion: { id, code } }: { promotion: PromotionPartsFragment }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const [{ error, fetching }, end] = useMutation(EndPromotionDocument);
  const keyFor = useIdempotencyKey();
  if (!asking)
    return (
      <Button
        tone="quiet"
        compact
        aria-label={`${t('promotions.end')} ${code}`}
        onClick={() => {
          setAsking(true);
        }}
      >
        {t('promotions.end')}
      </Button>
    );
  return (
    <div className="inner">
      <Question
        title={t('promotions.endSure', { code })}
        yes={t('promotions.endYes')}
        busy={fetching}
        onYes={() => {
          void end({ id, idempotencyKey: keyFor({ id }) });
        }}
        onNo={() => {
          setAsking(false);
        }}
      >
        {error && <Problem failure={error} />}
      </Question>
    </div>
  );
}
