import type { DeviceTakingPartFragment } from '@ycyw/core/generated/graphql';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';
import { Modal } from '../../ui/Modal.tsx';
import { SafetyCode } from './SafetyCode.tsx';
import type { Confidential } from './useConfidential.ts';

type Props = { asker: DeviceTakingPartFragment; confidential: Confidential; onLeave: () => void };

/** The customer decides: who it is, how to make sure, and what of the past they may read. */
export function LetIn({ asker, confidential, onLeave }: Props) {
  const { t } = useTranslation();
  const name = asker.user.displayName;
  // What was written before anybody came was meant for whoever comes first.
  const [history, setHistory] = useState(!confidential.hasAdmitted);
  const [compared, setCompared] = useState(false);
  const [state, setState] = useState<'asked' | 'working' | 'failed'>('asked');
  const admit = async () => {
    setState('working');
    const done = await confidential.admit(asker, { history, compared }).catch(() => false);
    if (done) onLeave();
    else setState('failed');
  };
  return (
    <Modal label={t('confidential.letInTitle', { name })} onLeave={onLeave}>
      <h2>{t('confidential.letInTitle', { name })}</h2>
      <p>{t('confidential.letInText', { name })}</p>
      <SafetyCode confidential={confidential} of={asker} name={name} />
      <label className="check">
        <input
          type="checkbox"
          checked={compared}
          onChange={(event) => {
            setCompared(event.target.checked);
          }}
        />
        {t('confidential.compared')}
      </label>
      <label className="check">
        <input
          type="checkbox"
          checked={history}
          onChange={(event) => {
            setHistory(event.target.checked);
          }}
        />
        {t('confidential.history', { name })}
      </label>
      {state === 'failed' && (
        <p className="error" role="alert">
          {t('confidential.letInFailed')}
        </p>
      )}
      <div className="row">
        <Button busy={state === 'working' && t('confidential.working')} onClick={() => void admit()}>
          {t('confidential.letIn', { name })}
        </Button>
        <Button tone="quiet" onClick={onLeave}>
          {t('confidential.notNow')}
        </Button>
      </div>
    </Modal>
  );
}
