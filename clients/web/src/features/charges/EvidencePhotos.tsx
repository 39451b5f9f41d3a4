import { evidenceOf, type AnglePair } from '@ycyw/core/chargeEvidence';
import type { InspectedFragment, PhotoPartsFragment } from '@ycyw/core/generated/graphql';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAgencyTime, type AgencyClock } from '../../ui/useAgencyTime.ts';
import { LargePhoto, type Large } from '../inspection/LargePhoto.tsx';
import { Picture } from '../inspection/Picture.tsx';
import { useMarkName } from '../inspection/useMarkName.ts';

type Props = {
  photos: readonly (PhotoPartsFragment | null)[] | null;
  inspections: readonly InspectedFragment[];
  agency: AgencyClock;
};

const fewest = 2;

/** The damage itself first and large, then its side before and after; the rest of the walk around the car on demand. */
export function EvidencePhotos({ photos, inspections, agency }: Props) {
  const { t } = useTranslation();
  const clock = useAgencyTime();
  const nameOf = useMarkName();
  const [large, setLarge] = useState<Large | null>(null);
  const left = photos?.filter((photo) => photo !== null) ?? [];
  if (left.length === 0) return null;
  const { closeUps, pairs, telling } = evidenceOf(left, inspections);
  const shown = pairs.length <= fewest ? pairs.length : Math.max(telling, closeUps.length > 0 ? 0 : 1);
  const rest = pairs.slice(shown);
  return (
    <div className="evidence">
      {closeUps.length > 0 && (
        <div className={closeUps.length > 1 ? 'close-ups several' : 'close-ups'}>
          {closeUps.map(({ photo, mark }) => (
            <Picture
              key={photo.id}
              photo={photo}
              name={mark ? nameOf(mark) : t('charges.photo', { at: clock(photo.takenAt, agency) })}
              {...(mark && { when: t('inspection.takeBack') })}
              onLarge={setLarge}
            />
          ))}
        </div>
      )}
      <Pairs pairs={pairs.slice(0, shown)} onLarge={setLarge} />
      {rest.length > 0 && (
        <details>
          <summary>{t('charges.otherAngles', { count: rest.length })}</summary>
          <Pairs pairs={rest} onLarge={setLarge} />
        </details>
      )}
      {large && (
        <LargePhoto
          large={large}
          onLeave={() => {
            setLarge(null);
          }}
        />
      )}
    </div>
  );
}

function Pairs({ pairs, onLarge }: { pairs: readonly AnglePair[]; onLarge: (large: Large) => void }) {
  const { t } = useTranslation();
  if (pairs.length === 0) return null;
  return (
    <div className="pairs">
      {pairs.map(({ angle, before, after }) => (
        <div key={angle} className="pair-of">
          <Picture photo={before} name={t(`inspection.angle.${angle}`)} when={t('inspection.handOver')} onLarge={onLarge} />
          <Picture photo={after} name={t(`inspection.angle.${angle}`)} when={t('inspection.takeBack')} onLarge={onLarge} />
        </div>
      ))}
    </div>
  );
}
