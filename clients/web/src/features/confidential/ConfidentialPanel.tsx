import type { ConversationHeadFragment } from '@ycyw/core/generated/graphql';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';
import { LetIn } from './LetIn.tsx';
import { SafetyCode } from './SafetyCode.tsx';
import type { Confidential } from './useConfidential.ts';
import './confidential.css';

type Props = { head: ConversationHeadFragment; confidential: Confidential };

/** Above the composer: what stands between this side and writing, or who asks to come in. */
export function ConfidentialPanel({ head, confidential }: Props) {
  const { t } = useTranslation();
  const [letting, setLetting] = useState<string | null>(null);
  const [asking, setAsking] = useState<'no' | 'yes' | 'failed'>('no');
  const { on, keys, standing, isCustomer, others } = confidential;
  if (!on || head.state === 'CLOSED') return null;
  if (keys === 'opening') return <p className="confidential-panel">{t('confidential.opening')}</p>;
  if (keys !== 'ready') {
    return (
      <div className="confidential-panel" role="alert">
        <p>{t(`confidential.${keys}`)}</p>
        <Button tone="quiet" compact onClick={confidential.again}>
          {t('confidential.retry')}
        </Button>
      </div>
    );
  }
  const customer = head.customer?.displayName ?? t('chat.unknown');
  const customerDevice = head.devices.find((each) => each.party === 'CUSTOMER');
  if (standing === 'stranger') return isCustomer ? <p className="confidential-panel">{t('confidential.otherDevice')}</p> : null;
  if (standing === 'outside') {
    const join = async () => {
      setAsking('yes');
      const done = await confidential.join().catch(() => false);
      if (!done) setAsking('failed');
    };
    return (
      <div className="confidential-panel">
        <p>{t('confidential.askText', { name: customer })}</p>
        {asking === 'failed' && <p role="alert">{t('confidential.letInFailed')}</p>}
        <Button busy={asking === 'yes' && t('confidential.working')} onClick={() => void join()}>
          {t('confidential.ask')}
        </Button>
      </div>
    );
  }
  if (standing === 'asking') {
    return (
      <div className="confidential-panel" role="status">
        <p>
          <strong>{t('confidential.askedTitle', { name: customer })}</strong>
        </p>
        {customerDevice && <SafetyCode confidential={confidential} of={customerDevice} name={customer} />}
      </div>
    );
  }
  const asker = confidential.asking[0];
  if (asker) {
    const name = asker.user.displayName;
    return (
      <div className="confidential-panel" role="status">
        <p>
          <strong>{t('confidential.asks', { name })}</strong>
        </p>
        <Button onClick={() => setLetting(asker.deviceId)}>{t('confidential.look')}</Button>
        {letting === asker.deviceId && <LetIn asker={asker} confidential={confidential} onLeave={() => setLetting(null)} />}
      </div>
    );
  }
  return others.length === 0 ? <p className="confidential-panel">{t('confidential.nobody')}</p> : null;
}
