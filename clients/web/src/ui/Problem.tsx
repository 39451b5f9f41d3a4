import { readRefusal } from '@ycyw/core/refusal';
import { useTranslation } from 'react-i18next';
import { Button } from './Button.tsx';
import { Notice } from './Notice.tsx';
import { useBackOnline } from './useBackOnline.ts';
import { useFocusHandedOn } from './useFocusHandedOn.ts';

type Props = { failure: Parameters<typeof readRefusal>[0]; onRetry?: () => void; hint?: string };

/** A request that failed, in words: no network, our fault, or a refusal with the server's reason. */
export function Problem({ failure, onRetry, hint }: Props) {
  const { t } = useTranslation();
  const { code, message } = readRefusal(failure);
  // Whoever leaves that dialog has not failed: nothing was done.
  if (code === 'STEP_UP_REQUIRED') return <Notice>{t('proof.left')}</Notice>;
  const offline = code === 'OFFLINE';
  const title = offline ? t('problem.offlineTitle') : message ? t('problem.refusedTitle') : t('problem.internalTitle');
  const text = message ?? (offline ? t('problem.offline') : t('problem.internal'));
  return (
    <Notice tone="bad" title={title}>
      <p>{text}</p>
      {hint && message && <p className="muted">{hint}</p>}
      {onRetry && !message && <Retry onRetry={onRetry} />}
    </Notice>
  );
}

function Retry({ onRetry }: { onRetry: () => void }) {
  const { t } = useTranslation();
  useFocusHandedOn();
  useBackOnline(onRetry);
  return (
    <Button tone="quiet" compact onClick={onRetry}>
      {t('problem.retry')}
    </Button>
  );
}
