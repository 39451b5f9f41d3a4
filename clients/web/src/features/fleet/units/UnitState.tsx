import type { VehicleState } from '@ycyw/core/generated/fleet/graphql';
import { useTranslation } from 'react-i18next';

const tones: Record<VehicleState, string> = {
  AVAILABLE: '',
  ASSIGNED: 'plain',
  OUT: 'plain',
  RETURNED: 'plain',
  CLEANING: 'warn',
  MAINTENANCE: 'warn',
  IN_TRANSFER: 'plain',
  DAMAGED: 'bad',
  RETIRED: 'bad',
};

export function UnitState({ state }: { state: VehicleState }) {
  const { t } = useTranslation();
  return <span className={`tag ${tones[state]}`}>{t(`fleet.state.${state}`)}</span>;
}
