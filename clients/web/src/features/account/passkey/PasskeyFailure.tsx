import { useTranslation } from 'react-i18next';
import type { CombinedError } from 'urql';
import { Notice } from '../../../ui/Notice.tsx';
import { Problem } from '../../../ui/Problem.tsx';

export function PasskeyFailure({ failure }: { failure: CombinedError | 'ABANDONED' | null }) {
  const { t } = useTranslation();
  if (!failure) return null;
  return failure === 'ABANDONED' ? <Notice tone="warn">{t('passkey.abandoned')}</Notice> : <Problem failure={failure} />;
}
