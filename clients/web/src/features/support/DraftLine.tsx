import { frenchSpacing } from '@ycyw/core/spacing';
import { useTranslation } from 'react-i18next';
import type { Draft } from './useDrafts.ts';

type Props = { draft: Draft; /** Null where nothing can be said any more. */ onResend: (() => void) | null };

/** What is on its way; said aloud once, when it has arrived. */
export function DraftLine({ draft, onResend }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <span className="who me" aria-live="off">
        {t('chat.you')} · {draft.failed ? t('chat.failed') : t('chat.sending')}
      </span>
      <p className={draft.failed ? 'said me failed' : 'said me pending'} aria-live="off">
        {draft.ciphertext !== undefined && draft.body === '' ? <em>{t('confidential.sealedDraft')}</em> : frenchSpacing(draft.body)}
        {draft.files.map(({ id, name }) => (
          <span key={id} className="sent">
            {name}
          </span>
        ))}
      </p>
      {draft.failed && (
        <span className="who me" role="alert">
          <span className="hidden">{t('chat.failed')}</span> {draft.reason ?? t('chat.later')}{' '}
          {onResend && (
            <button type="button" className="link" onClick={onResend}>
              {t('chat.resend')}
            </button>
          )}
        </span>
      )}
    </>
  );
}
