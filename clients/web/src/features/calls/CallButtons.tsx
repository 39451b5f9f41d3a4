import type { CallMedia } from '@ycyw/core/generated/graphql';
import { useTranslation } from 'react-i18next';
import './calls.css';
import { canShareScreen } from './devices.ts';
import type { Calls } from './useCalls.ts';

const kinds: CallMedia[] = ['AUDIO', 'VIDEO', 'SCREEN'];

/** By what the other side may be called, while that is possible. */
export function CallButtons({ calls }: { calls: Calls }) {
  const { t } = useTranslation();
  if (!calls.mayAsk) return null;
  return (
    <div className="call-buttons" role="group" aria-label={t('call.ask', { name: calls.name })}>
      <span aria-hidden="true">{t('call.askShort')}</span>
      {kinds
        .filter((media) => media !== 'SCREEN' || canShareScreen())
        .map((media) => (
          <button
            key={media}
            type="button"
            onClick={() => {
              calls.check(media);
            }}
          >
            {t(`call.by.${media}`)}
          </button>
        ))}
    </div>
  );
}
