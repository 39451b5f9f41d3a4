import type { ConversationHeadFragment, StaffSideFragment } from '@ycyw/core/generated/graphql';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../ui/useFormat.ts';

type Props = { head: ConversationHeadFragment; side: StaffSideFragment | null; typist: string | null };

/** What staff have to know before they write: who else is there, that it rests, that it has come to an end. */
export function Collision({ head, side, typist }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const others = side?.staffPresent ?? [];
  const names = new Intl.ListFormat(format.locale).format(others.map(({ displayName }) => displayName));
  return (
    <>
      <div role="status" className={typist || others.length > 0 ? 'collision' : 'hidden'}>
        {typist ? t('desk.alsoTyping', { name: typist }) : others.length > 0 && t('desk.alsoHere', { count: others.length, names })}
      </div>
      {head.state === 'SNOOZED' && side?.snoozedUntil && (
        <p className="collision">{t('desk.snoozedUntil', { time: format.instant(side.snoozedUntil) })}</p>
      )}
      {head.state === 'RESOLVED' && <p className="collision">{t('desk.resolvedNote')}</p>}
      {head.rating !== null && (
        <p className="collision rated">
          {t('desk.ratedBy', { rating: head.rating })} {head.ratingComment && t('desk.ratedWords', { comment: head.ratingComment })}
        </p>
      )}
    </>
  );
}
