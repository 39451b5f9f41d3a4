import type { PhotoPartsFragment } from '@ycyw/core/generated/graphql';
import { useTranslation } from 'react-i18next';
import './inspection.css';
import type { Large } from './LargePhoto.tsx';

type Props = {
  photo: PhotoPartsFragment | null;
  /** What it shows. */ name: string;
  /** At which inspection, in words. */ when?: string;
  onLarge: (large: Large) => void;
};

/** A photo with what it shows and when; a press shows it large. */
export function Picture({ photo, name, when, onLarge }: Props) {
  const { t } = useTranslation();
  const said = when ? t('inspection.photo.alt', { angle: name, when }) : name;
  return (
    <figure className="picture">
      {photo ? (
        <button
          type="button"
          aria-label={t('inspection.photo.open', { said })}
          onClick={() => {
            onLarge({ photo, name: said });
          }}
        >
          <img src={photo.url} width={photo.width} height={photo.height} loading="lazy" alt="" />
        </button>
      ) : (
        <span className="none">{t('inspection.photo.none')}</span>
      )}
      <figcaption className="small muted">{when ? `${name} · ${when}` : name}</figcaption>
    </figure>
  );
}
