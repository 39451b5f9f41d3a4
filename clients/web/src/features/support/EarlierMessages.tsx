import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CombinedError } from 'urql';
import { Button } from '../../ui/Button.tsx';
import { Problem } from '../../ui/Problem.tsx';

type Props = { failure: CombinedError | null; onLoad: () => Promise<unknown> };

/** Asks for what was said before what is shown. */
export function EarlierMessages({ failure, onLoad }: Props) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const load = useCallback(() => {
    setBusy(true);
    void onLoad().finally(() => {
      setBusy(false);
    });
  }, [onLoad]);
  if (failure && !busy) return <Problem failure={failure} onRetry={load} />;
  return (
    <Button tone="quiet" compact className="before-these" busy={busy && t('shell.loading')} onClick={load}>
      {t('chat.earlier')}
    </Button>
  );
}
