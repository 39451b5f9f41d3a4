import { AnswerReviewDocument, type ReviewsToAnswerQuery } from '@ycyw/core/generated/fleet/graphql';
import { requiredProblem, problemsOf } from '@ycyw/core/fieldProblem';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../../ui/Button.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { useCheckedForm } from '../../../ui/useCheckedForm.ts';
import { useIdempotencyKey } from '../../../ui/useIdempotencyKey.ts';
import { Said } from './Said.tsx';

/** A published review, and the company's answer to it. */
export function Answering({ review }: { review: ReviewsToAnswerQuery['reviewsToAnswer']['edges'][number]['node'] }) {
  const { t } = useTranslation();
  const id = useId();
  const [open, setOpen] = useState(false);
  const [body, setBody] = useState('');
  const [{ data, error, fetching }, answer] = useMutation(AnswerReviewDocument);
  const keyFor = useIdempotencyKey();
  const { form, errorOf } = useCheckedForm<'body'>(problemsOf({ body: requiredProblem(body) }), () => {
    const input = { id: review.id, body };
    return answer({ ...input, idempotencyKey: keyFor(input) });
  });
  if (data)
    return (
      <Notice tone="good" takesFocus>
        {t('reviews.desk.answered')}
      </Notice>
    );
  const wrong = errorOf('body');
  return (
    <article className="said">
      <Said review={review} />
      {!open && (
        <div className="row">
          <Button
            tone="quiet"
            compact
            onClick={() => {
              setOpen(true);
            }}
          >
            {t('reviews.desk.answer')}
          </Button>
        </div>
      )}
      {open && (
        <form {...form} className="stack">
          <div className="field">
            <label htmlFor={id}>{t('reviews.desk.answerLabel')}</label>
            <textarea
              id={id}
              className="input"
              autoFocus
              maxLength={1000}
              value={body}
              aria-invalid={wrong ? true : undefined}
              aria-describedby={`${id}-note`}
              onChange={(event) => {
                setBody(event.target.value);
              }}
            />
            <span id={`${id}-note`} className={wrong ? 'error' : 'hint'}>
              {wrong ?? t('reviews.desk.answerHint')}
            </span>
          </div>
          {error && <Problem failure={error} />}
          <div className="row">
            <Button type="submit" compact busy={fetching && t('shell.saving')}>
              {t('reviews.desk.answerSend')}
            </Button>
            <Button
              tone="quiet"
              compact
              onClick={() => {
                setOpen(false);
              }}
            >
              {t('shell.cancel')}
            </Button>
          </div>
        </form>
      )}
    </article>
  );
}
