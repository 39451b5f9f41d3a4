import { Link } from '@tanstack/react-router';
import { formatSeconds } from '@ycyw/core/countdown';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';
import { useFocusHandedOn } from '../../ui/useFocusHandedOn.ts';
import { useNow } from '../../ui/useNow.ts';
import './calls.css';
import type { Ongoing } from './ongoing.ts';

/** A call that goes on while another page is shown. */
export function OngoingBar({ call }: { call: Ongoing }) {
  const { t } = useTranslation();
  const now = useNow();
  useFocusHandedOn();
  const { name, since, conversationId: id, at, actions } = call;
  return (
    <section className="ongoing" aria-label={t('call.with', { name })}>
      <span>
        {t('call.with', { name })} {since !== null && <span role="timer">{formatSeconds((now.getTime() - since) / 1000)}</span>}
      </span>
      <Link className="btn compact" to={at === 'chat' ? '/conversations/$id' : '/desk/$id'} params={{ id }}>
        {t('call.back')}
      </Link>
      <Button tone="danger" compact onClick={actions.hangUp}>
        {t('call.hangUp')}
      </Button>
    </section>
  );
}
