import { ReviewBookingDocument, type ReviewPartsFragment } from '@ycyw/core/generated/graphql';
import { readRefusal } from '@ycyw/core/refusal';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/Field.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useCheckedForm } from '../../ui/useCheckedForm.ts';
import { useFormat } from '../../ui/useFormat.ts';
import { useIdempotencyKey } from '../../ui/useIdempotencyKey.ts';
import { StarChoice } from './Stars.tsx';

const longestTitle = 80;
const longestBody = 2000;

type Props = {
  bookingId: string;
  guestToken: string | undefined;
  /** As it would be signed. */
  name: string | null;
  /** What was written before. */
  review: ReviewPartsFragment | null;
  onDone: () => void;
};

export function ReviewForm({ bookingId, guestToken, name, review, onDone }: Props) {
  const { t } = useTranslation();
  const { language } = useFormat();
  const [{ error, fetching }, send] = useMutation(ReviewBookingDocument);
  const keyFor = useIdempotencyKey();
  const [rating, setRating] = useState<number | null>(review?.state === 'WITHDRAWN' ? null : (review?.rating ?? null));
  const [title, setTitle] = useState(review?.title ?? '');
  const [body, setBody] = useState(review?.body ?? '');
  const [showName, setShowName] = useState(false);
  const left = longestBody - Array.from(body.trim()).length;
  const problems = {
    ...(rating === null && { rating: 'required' as const }),
    ...(title.trim() === '' && { title: 'required' as const }),
    ...(body.trim() === '' ? { body: 'required' as const } : left < 0 ? { body: 'refused' as const } : {}),
  };
  const { form, errorOf } = useCheckedForm<'rating' | 'title' | 'body'>(problems, async () => {
    const input = { bookingId, guestToken: guestToken ?? null, rating: rating ?? 0, title, body, showName, language };
    const { data } = await send({ input: { ...input, idempotencyKey: keyFor(input) } });
    if (data) onDone();
  });
  const refusal = error && readRefusal(error);
  const field = refusal?.code === 'BAD_INPUT' ? (/^\w*/.exec(refusal.reason ?? '')?.[0] ?? '') : '';
  const refusedAt = (at: string) => (field === at ? t(left < 0 ? 'field.refused' : 'reviews.own.cardNumber') : undefined);
  return (
    <form {...form} className="stack">
      <StarChoice rating={rating} error={errorOf('rating') && t('reviews.own.ratingMissing')} onRating={setRating} />
      <TextField
        label={t('reviews.own.titleLabel')}
        hint={t('reviews.own.titleHint')}
        value={title}
        maxLength={longestTitle}
        autoComplete="off"
        error={errorOf('title') ?? refusedAt('title')}
        onText={setTitle}
      />
      <BodyField
        text={body}
        left={left}
        error={left < 0 ? t('reviews.own.tooLong', { count: -left }) : (errorOf('body') ?? refusedAt('body'))}
        onText={setBody}
      />
      <label className="check">
        <input
          type="checkbox"
          checked={showName}
          onChange={(event) => {
            setShowName(event.target.checked);
          }}
        />
        {name ? t('reviews.own.showName', { name }) : t('reviews.own.showNameAlone')}
      </label>
      {error && field !== 'title' && field !== 'body' && <Problem failure={error} />}
      <div className="row">
        <Button type="submit" busy={fetching && t('reviews.own.sending')}>
          {t('reviews.own.send')}
        </Button>
        <Button tone="quiet" onClick={onDone}>
          {t('shell.cancel')}
        </Button>
      </div>
    </form>
  );
}

type BodyProps = { text: string; left: number; error: string | undefined; onText: (text: string) => void };

function BodyField({ text, left, error, onText }: BodyProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <div className="field review-text">
      <label htmlFor={id}>{t('reviews.own.body')}</label>
      <textarea
        id={id}
        className="input"
        rows={5}
        value={text}
        aria-invalid={error ? true : undefined}
        aria-describedby={`${id}-note`}
        onChange={(event) => {
          onText(event.target.value);
        }}
      />
      <span className={error ? 'error' : 'hint'} id={`${id}-note`}>
        {error ?? (left < 400 ? t('reviews.own.left', { count: left }) : t('reviews.own.bodyHint'))}
      </span>
    </div>
  );
}
