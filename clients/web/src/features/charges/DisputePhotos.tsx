import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PhotoTile } from '../inspection/PhotoTile.tsx';
import type { Photos } from '../inspection/usePhotos.ts';

/** As many as the graph takes. */
const most = 6;

/** Photos of one's own against a charge: each leaves as it is chosen, and there is always room for one more. */
export function DisputePhotos({ photos }: { photos: Photos }) {
  const { t } = useTranslation();
  const [next, setNext] = useState(1);
  const taken = Object.keys(photos.shots);
  const places = taken.length < most ? [...taken.filter((place) => place !== String(next)), String(next)] : taken;
  return (
    <fieldset className="dispute-photos">
      <legend>{t('charges.photos.label')}</legend>
      <p className="small muted">{t('charges.photos.hint', { most })}</p>
      <div className="angles">
        {places.map((place, index) => (
          <div key={place} className="angle">
            <PhotoTile
              label={t('charges.photos.nth', { number: index + 1 })}
              ghost={null}
              anyOld
              shot={photos.shots[place]}
              onFile={(file) => {
                photos.take(place, file);
                if (place === String(next)) setNext(next + 1);
              }}
              onRetry={() => {
                photos.retry(place);
              }}
            />
            {photos.shots[place] && (
              <button
                type="button"
                className="link"
                aria-label={t('charges.photos.removeNth', { number: index + 1 })}
                onClick={() => {
                  photos.drop(place);
                }}
              >
                {t('inspection.mark.remove')}
              </button>
            )}
          </div>
        ))}
      </div>
    </fieldset>
  );
}
