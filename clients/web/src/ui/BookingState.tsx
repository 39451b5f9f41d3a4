import type { BookingState as State } from '@ycyw/core/generated/graphql';
import { useTranslation } from 'react-i18next';

const tones: Record<State, string> = {
  HELD: 'warn',
  PENDING_PAYMENT: 'warn',
  CONFIRMED: '',
  IN_PROGRESS: '',
  RETURNED: 'plain',
  CLOSED: 'plain',
  EXPIRED: 'bad',
  CANCELLED: 'bad',
  NO_SHOW: 'bad',
  REACCOMMODATION: 'warn',
};

export function BookingState({ state }: { state: State }) {
  const { t } = useTranslation();
  return <span className={`tag ${tones[state]}`}>{t(`booking.state.${state}`)}</span>;
}
