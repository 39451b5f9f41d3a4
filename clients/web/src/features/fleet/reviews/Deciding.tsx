import { ModerateReviewDocument } from '@ycyw/core/generated/fleet/graphql';
import type { ReviewRejection } from '@ycyw/core/generated/graphql';
import { readRefusal } from '@ycyw/core/refusal';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../../ui/Button.tsx';
import { ChoiceField } from '../../../ui/Field.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { useIdempotencyKey } from '../../../ui/useIdempotencyKey.ts';
import type { Waiting } from './ReviewsPage.tsx';
import { Said } from './Said.tsx';

const reasons: readonly ReviewRejection[] = ['PERSONAL_DATA', 'ABUSIVE', 'ADVERTISING', 'NOT_THE_RENTAL', 'UNLAWFUL'];

/** Publish what has been read, or say why not. */
export function Deciding({ review, onStale }: { review: Waiting; onStale: () => void }) {
  const { t } = useTranslation();
  const [{ data, error, fetching }, moderate] = useMutation(ModerateReviewDocument);
  const keyFor = useIdempotencyKey();
  const [rejecting, setRejecting] = useState(false);
  const [reason, setReason] = useState<ReviewRejection | ''>('');
  const [tried, setTried] = useState(false);
  const decide = (publish: boolean) => {
    const input = { id: review.id, revision: review.revision, publish, reason: publish ? null : reason || null };
    void moderate({ ...input, idempotencyKey: keyFor(input) });
  };
  if (data)
    return (
      <Notice tone="good" takesFocus>
        {t(data.moderateReview.state === 'PUBLISHED' ? 'reviews.desk.published' : 'reviews.desk.rejected')}
      </Notice>
    );
  const stale = error && readRefusal(error).code === 'WRONG_STATE';
  return (
    <article className="said">
      <Said review={review} />
      {review.flags && review.flags.length > 0 && (
        <p className="small row">
          <b>{t('reviews.desk.flags')}</b>{' '}
          {review.flags.map((flag) => (
            <span key={flag} className="tag warn">
              {t(`reviews.desk.flag.${flag}`)}
            </span>
          ))}
        </p>
      )}
      {error && !stale && <Problem failure={error} />}
      {stale && (
        <Notice tone="warn">
          <p>{t('reviews.desk.changed')}</p>
          <Button tone="quiet" compact onClick={onStale}>
            {t('reviews.desk.refresh')}
          </Button>
        </Notice>
      )}
      {rejecting && (
        <ChoiceField
          autoFocus
          label={t('reviews.desk.reason')}
          value={reason}
          error={tried && reason === '' ? t('field.required') : undefined}
          onText={(text) => {
            setReason(reasons.find((each) => each === text) ?? '');
          }}
        >
          <option value="">{t('reviews.desk.choose')}</option>
          {reasons.map((each) => (
            <option key={each} value={each}>
              {t(`reviews.why.${each}`)}
            </option>
          ))}
        </ChoiceField>
      )}
      <div className="row">
        {!rejecting && (
          <Button
            tone="quiet"
            compact
            busy={fetching && t('shell.saving')}
            onClick={() => {
              decide(true);
            }}
          >
            {t('reviews.desk.publish')}
          </Button>
        )}
        <Button
          tone={rejecting ? 'danger' : 'quiet'}
          compact
          busy={rejecting && fetching && t('shell.saving')}
          onClick={() => {
            if (!rejecting) setRejecting(true);
            else if (reason === '') setTried(true);
            else decide(false);
          }}
        >
          {t(rejecting ? 'reviews.desk.rejectYes' : 'reviews.desk.reject')}
        </Button>
        {rejecting && (
          <Button
            tone="quiet"
            compact
            onClick={() => {
              setRejecting(false);
            }}
          >
            {t('shell.cancel')}
          </Button>
        )}
      </div>
    </article>
  );
}
