import type { ChargeState } from '@ycyw/core/generated/graphql';
import { useTranslation } from 'react-i18next';

const tones: Partial<Record<ChargeState, string>> = {
  ANNOUNCED: 'warn',
  DISPUTED: 'warn',
  DUE: 'warn',
  FAILED: 'bad',
  WAIVED: 'plain',
  WITHDRAWN: 'plain',
  REFUNDED: 'plain',
};

export function ChargeTag({ state }: { state: ChargeState }) {
  const { t } = useTranslation();
  return <span className={`tag ${tones[state] ?? ''}`}>{t(`charges.state.${state}`)}</span>;
}
