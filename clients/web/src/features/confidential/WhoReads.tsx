import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';
import { Modal } from '../../ui/Modal.tsx';
import { SafetyCode } from './SafetyCode.tsx';
import type { Confidential } from './useConfidential.ts';

/** Who can read, and how either side makes sure of it. */
export function WhoReads({ confidential, onLeave }: { confidential: Confidential; onLeave: () => void }) {
  const { t } = useTranslation();
  const { others, isCompared, noteCompared } = confidential;
  return (
    <Modal label={t('confidential.who')} onLeave={onLeave}>
      <h2>{t('confidential.who')}</h2>
      <p>{t('confidential.explained')}</p>
      {others.length === 0 && <p>{t('confidential.nobody')}</p>}
      {others.map((other) => (
        <section key={`${other.userId} ${other.deviceId}`} className="stack">
          <h3>
            {other.user.displayName}{' '}
            <span className={isCompared(other) ? 'tag' : 'tag warn'}>
              {t(isCompared(other) ? 'confidential.isCompared' : 'confidential.isNotCompared')}
            </span>
          </h3>
          <SafetyCode confidential={confidential} of={other} name={other.user.displayName} />
          {!isCompared(other) && (
            <Button tone="quiet" onClick={() => noteCompared(other)}>
              {t('confidential.same')}
            </Button>
          )}
        </section>
      ))}
      <p className="small muted">{t('confidential.limits')}</p>
      <Button onClick={onLeave}>{t('confidential.done')}</Button>
    </Modal>
  );
}
