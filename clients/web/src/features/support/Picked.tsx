import { useTranslation } from 'react-i18next';
import { mayRetry, type Picked } from './useFiles.ts';

type Props = { files: readonly Picked[]; onRemove: (clientId: string) => void; onRetry: (picked: Picked) => void };

/** The files that go with the next message, as far as they have come. */
export function PickedFiles({ files, onRemove, onRetry }: Props) {
  const { t } = useTranslation();
  if (files.length === 0) return null;
  return (
    <ul className="picked" aria-label={t('chat.files.picked')}>
      {files.map((each) => {
        const { clientId, file, preview, percent, id, problem } = each;
        return (
          <li key={clientId} className={problem ? 'failed' : undefined}>
            {preview?.startsWith('data:') && problem !== 'content' ? (
              <img src={preview} alt="" />
            ) : (
              <span className="kind">{file.type === 'application/pdf' ? 'PDF' : '·'}</span>
            )}
            <span className="name">
              <b>{file.name}</b>
              {problem ? (
                <small role="alert">{t(`chat.files.problem.${problem}`)}</small>
              ) : (
                <small>{id ? t('chat.files.ready') : t('chat.files.uploading', { percent })}</small>
              )}
              {!problem && !id && <progress max={100} value={percent} aria-label={file.name} />}
            </span>
            {mayRetry(each) && (
              <button
                type="button"
                className="link"
                onClick={() => {
                  onRetry(each);
                }}
              >
                {t('chat.files.retry')}
              </button>
            )}
            <button
              type="button"
              className="link"
              aria-label={t(id ? 'chat.files.remove' : 'chat.files.cancel', { name: file.name })}
              onClick={() => {
                onRemove(clientId);
              }}
            >
              ✕
            </button>
          </li>
        );
      })}
    </ul>
  );
}
