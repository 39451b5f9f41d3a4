import { formatSeconds } from '@ycyw/core/countdown';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';
import { useFocusHandedOn } from '../../ui/useFocusHandedOn.ts';
import { useNow } from '../../ui/useNow.ts';
import { canShareScreen } from './devices.ts';
import type { Ongoing } from './ongoing.ts';
import { Picture } from './Picture.tsx';

/** The call of this window: the other's picture, one's own, how long it has been, and what one may do. Writing goes on below. */
export function InCall({ call, onWrite }: { call: Ongoing; onWrite: () => void }) {
  const { t } = useTranslation();
  const box = useRef<HTMLElement>(null);
  // The dialog it began in has gone, and the focus with it.
  useEffect(() => {
    box.current?.focus({ preventScroll: true });
  }, []);
  useFocusHandedOn();
  const { name, own, other, remote, picture, phase, actions } = call;
  const seesOther = phase !== 'calling' && remote?.getVideoTracks().length && (other === null || other.camera || other.screen);
  return (
    <section ref={box} tabIndex={-1} className={seesOther ? 'in-call seeing' : 'in-call'} aria-label={t('call.with', { name })}>
      <div className="stage">
        {seesOther ? (
          <Picture source={remote} label={t('call.pictureOf', { name })} whole={other?.screen === true} />
        ) : (
          <p className="name">{name}</p>
        )}
        {picture && <Picture source={picture} label={t('call.ownPicture')} mirrored={!own.screen} whole={own.screen} />}
        <div className="told">
          <State call={call} />
          {other && !other.microphone && phase === 'active' && <span className="note">{t('call.otherMuted', { name })}</span>}
          {other?.screen && <span className="note">{t('call.otherShares', { name })}</span>}
        </div>
      </div>
      {phase === 'lost' && (
        <p className="lost" role="alert">
          {t('call.lost')}{' '}
          <button
            type="button"
            className="link"
            onClick={() => {
              actions.hangUp();
              onWrite();
            }}
          >
            {t('call.writeOn')}
          </button>
        </p>
      )}
      <div className="controls" role="group" aria-label={t('call.controls')}>
        <Toggle on={own.microphone} onToggle={actions.microphone} said={own.microphone ? t('call.on') : t('call.muted')}>
          {t('call.microphone')}
        </Toggle>
        <Toggle on={own.camera} onToggle={actions.camera} said={own.camera ? t('call.cameraOn') : t('call.cameraOff')}>
          {t('call.camera')}
        </Toggle>
        {canShareScreen() && (
          <Toggle on={own.screen} onToggle={actions.screen} said={own.screen ? t('call.shared') : t('call.notShared')}>
            {t('call.screen')}
          </Toggle>
        )}
        <Button tone="danger" compact onClick={actions.hangUp}>
          {phase === 'calling' ? t('call.cancel') : t('call.hangUp')}
        </Button>
      </div>
    </section>
  );
}

function State({ call: { phase, rings, since } }: { call: Ongoing }) {
  const { t } = useTranslation();
  const now = useNow();
  if (phase === 'active' && since !== null)
    return (
      <span role="timer" aria-label={t('call.lasts')}>
        {formatSeconds((now.getTime() - since) / 1000)}
      </span>
    );
  const told = {
    calling: rings ? t('call.ringing') : t('call.calling'),
    connecting: t('call.connecting'),
    lost: t('call.reconnecting'),
    active: '',
  };
  return <span role="status">{told[phase]}</span>;
}

type ToggleProps = { on: boolean; onToggle: () => void; said: string; children: ReactNode };

function Toggle({ on, onToggle, said, children }: ToggleProps) {
  return (
    <button type="button" className="toggle" aria-pressed={on} onClick={onToggle}>
      {children} <small>{said}</small>
    </button>
  );
}
