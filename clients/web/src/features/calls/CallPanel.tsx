import type { CallPartsFragment } from '@ycyw/core/generated/graphql';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useFocusHandedOn } from '../../ui/useFocusHandedOn.ts';
import './calls.css';
import { DeviceCheck } from './DeviceCheck.tsx';
import { InCall } from './InCall.tsx';
import type { Calls } from './useCalls.ts';

type Props = { calls: Calls; conversationId: string; /** To the composer. */ onWrite: () => void };

/** What there is of calls above what was written: one that rings, goes on, or could not be. */
export function CallPanel({ calls, conversationId, onWrite }: Props) {
  const { t } = useTranslation();
  const { ongoing, incoming, elsewhere, checking, failure, name } = calls;
  const here = ongoing?.conversationId === conversationId ? ongoing : null;
  return (
    <>
      {failure && (
        <div className="call-note">
          <Problem failure={failure} hint={t('call.writeInstead')} />
        </div>
      )}
      {incoming && <Incoming call={incoming} calls={calls} />}
      {elsewhere && (
        <div className="call-note" role="status">
          <span>{elsewhere.own ? t('call.otherDevice') : t('call.othersCall')}</span>
          {elsewhere.own && (
            <Button tone="danger" compact onClick={calls.end}>
              {t('call.hangUp')}
            </Button>
          )}
        </div>
      )}
      {here && <InCall call={here} onWrite={onWrite} />}
      {checking && (
        <DeviceCheck
          checking={checking}
          mayHide={calls.mayHide}
          name={name}
          onJoin={calls.join}
          onLeave={calls.leaveCheck}
          onWrite={() => {
            calls.leaveCheck();
            // In the next frame the dialog hands the focus back to where it came from.
            requestAnimationFrame(() => requestAnimationFrame(onWrite));
          }}
        />
      )}
    </>
  );
}

function Incoming({ call, calls }: { call: CallPartsFragment; calls: Calls }) {
  const { t } = useTranslation();
  useFocusHandedOn();
  return (
    <section className="ringing" aria-label={t('call.incoming')}>
      <p role="alert">
        <strong>{t(`call.rings.${call.media}`, { name: calls.name })}</strong>
      </p>
      <div className="row">
        <Button compact onClick={calls.answer}>
          {t('call.answer')}
        </Button>
        <Button tone="danger" compact onClick={calls.decline}>
          {t('call.decline')}
        </Button>
      </div>
    </section>
  );
}
