import { Link } from '@tanstack/react-router';
import { type ConversationHeadFragment, RateConversationDocument, ReopenConversationDocument } from '@ycyw/core/generated/graphql';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../ui/Button.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useTakenFocus } from '../../ui/useTakenFocus.ts';
import { TranscriptButton } from '../help/TranscriptButton.tsx';

/** How long somebody waits, as far as can be known: in words. */
export function WaitNote({ head: { queuePosition, expectedWaitSeconds } }: { head: ConversationHeadFragment }) {
  const { t } = useTranslation();
  const minutes = typeof expectedWaitSeconds === 'number' ? Math.ceil(expectedWaitSeconds / 60) : null;
  return (
    <p className="queued" role="status">
      <strong>{queuePosition ? t('chat.queued', { count: queuePosition }) : t('chat.waiting')}</strong>{' '}
      {minutes !== null && <>· {minutes === 0 ? t('ending.wait_zero') : t('ending.wait', { count: minutes })}</>}
      <span>{t('chat.queuedNote')}</span>
    </p>
  );
}

/** The end as its customer sees it: what they thought of it, and the way back. */
export function CustomerEnd({ head, onChanged }: { head: ConversationHeadFragment; onChanged: () => void }) {
  const { t } = useTranslation();
  const [{ fetching, error }, reopen] = useMutation(ReopenConversationDocument);
  const closed = head.state === 'CLOSED';
  const [rated, setRated] = useState(false);
  return (
    <div className="ending">
      <div className="way-back">
        <p role="status">{closed ? t('ending.closed') : t('ending.resolved')}</p>
        {/* Before that, writing is the way back. */}
        {closed && (
          <>
            <Button
              tone="quiet"
              compact
              busy={fetching && t('ending.reopening')}
              onClick={() => void reopen({ id: head.id }).then(onChanged)}
            >
              {t('ending.reopen')}
            </Button>
            <Link className="link" to="/help">
              {t('chat.askAgain')}
            </Link>
          </>
        )}
        {!head.confidential && <TranscriptButton conversationId={head.id} upTo={head.lastSequence} staff={false} />}
      </div>
      {error && <Problem failure={error} />}
      <RatingForm
        key={head.rating}
        head={head}
        rated={rated}
        onRated={() => {
          setRated(true);
          onChanged();
        }}
      />
    </div>
  );
}

type RatingProps = { head: ConversationHeadFragment; /** Whether that was done here. */ rated: boolean; onRated: () => void };

function RatingForm({ head, rated, onRated }: RatingProps) {
  const { t } = useTranslation();
  const id = useId();
  const [{ fetching, error }, rate] = useMutation(RateConversationDocument);
  const [stars, setStars] = useState(head.rating ?? 0);
  const [comment, setComment] = useState(head.ratingComment ?? '');
  const [shown, setShown] = useState<'asked' | 'thanked' | 'changing'>(head.rating === null ? 'asked' : 'thanked');
  const thanks = useTakenFocus<HTMLParagraphElement>(rated && shown === 'thanked');
  const asked = useTakenFocus<HTMLFieldSetElement>(shown === 'changing');
  if (shown === 'thanked') {
    return (
      <p ref={thanks} tabIndex={-1} className="thanks" role="status">
        {t('ending.thanks', { rating: stars })}{' '}
        <button
          type="button"
          className="link"
          onClick={() => {
            setShown('changing');
          }}
        >
          {t('ending.change')}
        </button>
      </p>
    );
  }
  const send = async () => {
    const { data } = await rate({ id: head.id, rating: stars, comment: comment.trim() || null });
    if (!data) return;
    setShown('thanked');
    onRated();
  };
  return (
    <form
      className="rating"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <fieldset ref={asked} tabIndex={-1}>
        <legend>{t('ending.rate')}</legend>
        <div className="stars">
          {[1, 2, 3, 4, 5].map((count) => (
            <label key={count} className={count <= stars ? 'on' : undefined}>
              <input
                type="radio"
                name={id}
                value={count}
                checked={stars === count}
                onChange={() => {
                  setStars(count);
                }}
              />
              <span aria-hidden="true">★</span>
              <span className="hidden">{t('ending.star', { count })}</span>
            </label>
          ))}
        </div>
      </fieldset>
      {stars > 0 && (
        <>
          <label htmlFor={`${id}-comment`}>{t('ending.comment')}</label>
          <textarea
            id={`${id}-comment`}
            className="input"
            rows={2}
            maxLength={1000}
            value={comment}
            onChange={(event) => {
              setComment(event.target.value);
            }}
          />
          <Button type="submit" compact busy={fetching && t('ending.sending')}>
            {t('ending.send')}
          </Button>
        </>
      )}
      {error && <Problem failure={error} />}
    </form>
  );
}
