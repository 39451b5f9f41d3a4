import { photoAngles } from '@ycyw/core/chargeEvidence';
import type { InspectionPartsFragment, PhotoAngle } from '@ycyw/core/generated/graphql';
import { useTranslation } from 'react-i18next';
import { PhotoTile } from './PhotoTile.tsx';
import type { Photos } from './usePhotos.ts';

type Props = { photos: Photos; /** What was taken at the hand-over. */ before: InspectionPartsFragment | null };

/** Six photos from the same places before and after; on the return each stands beside what it showed at the hand-over. */
export function PhotoAngles({ photos, before }: Props) {
  const { t } = useTranslation();
  const earlier = (angle: PhotoAngle) => before?.photos.find((each) => each.angle === angle)?.photo?.url ?? null;
  return (
    <>
      <p className="small muted">{t('inspection.photo.about')}</p>
      <div className={before ? 'angles compared' : 'angles'}>
        {photoAngles.map((angle) => {
          const label = t(`inspection.angle.${angle}`);
          const url = earlier(angle);
          return (
            <div key={angle} className="angle">
              {before && (
                <figure className="earlier">
                  {url ? (
                    <img src={url} loading="lazy" alt={t('inspection.photo.alt', { angle: label, when: t('inspection.before') })} />
                  ) : (
                    <span className="none">{t('inspection.photo.none')}</span>
                  )}
                  <figcaption className="small muted">{t('inspection.before')}</figcaption>
                </figure>
              )}
              <PhotoTile
                label={label}
                ghost={url}
                shot={photos.shots[angle]}
                onFile={(file) => {
                  photos.take(angle, file);
                }}
                onRetry={() => {
                  photos.retry(angle);
                }}
              />
            </div>
          );
        })}
      </div>
    </>
  );
}
