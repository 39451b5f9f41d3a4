import type { JobState } from '@ycyw/core/generated/fleet/graphql';
import { useTranslation } from 'react-i18next';

const tones: Record<JobState, string> = { QUEUED: 'plain', RUNNING: 'warn', DONE: '', FAILED: 'bad' };

export function ImportState({ state }: { state: JobState }) {
  const { t } = useTranslation();
  return <span className={`tag ${tones[state]}`}>{t(`fleet.import.state.${state}`)}</span>;
}
