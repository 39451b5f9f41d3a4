import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useOnline } from '../../ui/useOnline.ts';
import type { Shot } from './usePhotos.ts';

type Props = {
  /** What it shows. */ label: string;
  /** The same place before, to stand where it was taken from. */ ghost: string | null;
  shot: Shot | undefined;
  onFile: (file: File) => void;
  onRetry: () => void;
  /** Whether one that was taken before will do. */ anyOld?: boolean;
};

/** One photo to take: the phone's camera opens at a touch, and what it takes leaves at once. */
export function PhotoTile({ label, ghost, shot, onFile, onRetry, anyOld = false }: Props) {
  const { t } = useTranslation();
  const online = useOnline();
  const id = useId();
  const failed = shot?.state === 'failed' || shot?.state === 'unreadable';
  const said =
    shot &&
    {
      preparing: t('inspection.photo.preparing'),
      sending: t('inspection.photo.sending', { percent: shot.percent }),
      sent: t('inspection.photo.done'),
      failed: online ? t('inspection.photo.failed') : t('inspection.photo.offline'),
      unreadable: t('inspection.photo.unreadable'),
    }[shot.state];
  return (
    <div className={`shot ${shot?.state ?? 'empty'}`}>
      <input
        id={id}
        className="hidden"
        type="file"
        accept="image/*"
        capture={anyOld ? undefined : 'environment'}
        onChange={({ target }) => {
          const [file] = target.files ?? [];
          if (file) onFile(file);
          target.value = '';
        }}
      />
      <label htmlFor={id}>
        {(shot?.thumbnail ?? ghost) && (
          <img className={shot?.thumbnail ? undefined : 'ghost'} src={shot?.thumbnail ?? ghost ?? ''} alt="" />
        )}
        <span className="name">{label}</span>
        <span className="hidden">{t(shot ? 'inspection.photo.againNamed' : 'inspection.photo.takeNamed', { angle: label })}</span>
        <span className="do" aria-hidden="true">
          {t(shot ? 'inspection.photo.again' : anyOld ? 'inspection.photo.choose' : 'inspection.photo.take')}
        </span>
        {shot?.state === 'sending' && <span className="progress" style={{ inlineSize: `${String(shot.percent)}%` }} />}
      </label>
      <p className="small" role="status">
        {said}
      </p>
      {failed && shot.state === 'failed' && (
        <button type="button" className="link" onClick={onRetry}>
          {t('inspection.photo.retry')}
        </button>
      )}
    </div>
  );
}
