import type { PhotoPartsFragment } from '@ycyw/core/generated/graphql';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';
import { Modal } from '../../ui/Modal.tsx';
import './inspection.css';

export type Large = { photo: PhotoPartsFragment; name: string };

/** One photo as large as the screen lets it be. */
export function LargePhoto({ large: { photo, name }, onLeave }: { large: Large; onLeave: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal label={name} onLeave={onLeave}>
      <figure className="photo-large stack">
        <img src={photo.url} width={photo.width} height={photo.height} alt={name} />
        <figcaption className="small">{name}</figcaption>
        <Button tone="quiet" compact onClick={onLeave}>
          {t('inspection.close')}
        </Button>
      </figure>
    </Modal>
  );
}
