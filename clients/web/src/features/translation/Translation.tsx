import { useTranslation } from 'react-i18next';
import './translation.css';
import type { TranslationState } from './useTranslations.ts';

type Props = { state: TranslationState; onAgain: () => void };

/** Below the original, which always stands: what it says in the reader's language, and who says so. */
export function Translation({ state, onAgain }: Props) {
  const { t } = useTranslation();
  if (state === 'waiting') return <p className="translation small muted">{t('translation.waiting')}</p>;
  if (state === 'unavailable') {
    return (
      <p className="translation small muted">
        {t('translation.unavailable')}{' '}
        <button type="button" className="link" onClick={onAgain}>
          {t('translation.again')}
        </button>
      </p>
    );
  }
  return (
    <div className="translation">
      <p lang={state.language}>{state.body}</p>
      <small className="muted">{t('translation.by', { engine: state.engine })}</small>
    </div>
  );
}
