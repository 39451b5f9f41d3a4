import { Link } from '@tanstack/react-router';
import type { BookingState } from '@ycyw/core/generated/graphql';
import { useTranslation } from 'react-i18next';
import { Notice } from '../../ui/Notice.tsx';

export function HoldGone({ state }: { state: BookingState }) {
  const { t } = useTranslation();
  return (
    <Notice tone="warn" title={t(`booking.state.${state === 'CANCELLED' ? 'CANCELLED' : 'EXPIRED'}`)} takesFocus>
      <p>{t('checkout.holdGone')}</p>
      <Link className="btn" to="/">
        {t('checkout.searchAgain')}
      </Link>
    </Notice>
  );
}
