import { useTranslation } from 'react-i18next';
import './translation.css';

/** Per conversation, remembered on this device. */
export function TranslateSwitch({ on, onTurn }: { on: boolean; onTurn: (on: boolean) => void }) {
  const { t } = useTranslation();
  return (
    <button type="button" role="switch" aria-checked={on} className="translate-switch" onClick={() => onTurn(!on)}>
      <span className="track" aria-hidden="true" />
      {t('translation.switch')}
    </button>
  );
}
