import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';
import { ChoiceField } from '../../ui/Field.tsx';
import { Modal } from '../../ui/Modal.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { type DeviceProblem, hideAddress, hidesAddress, openScreen } from './devices.ts';
import { Picture } from './Picture.tsx';
import type { Checking, Chosen } from './useCalls.ts';
import { type Device, useDevice } from './useDevices.ts';
import { useLevel } from './useLevel.ts';

type Props = {
  checking: Checking;
  mayHide: boolean;
  name: string;
  onJoin: (chosen: Chosen) => Promise<void>;
  onLeave: () => void;
  /** Leaves it for the composer. */ onWrite: () => void;
};

/** Before a call: whether one is heard and seen, by which devices, and what to do where one is not. */
export function DeviceCheck({ checking: { media, answering }, mayHide, name, onJoin, onLeave, onWrite }: Props) {
  const { t } = useTranslation();
  const [withCamera, setWithCamera] = useState(media === 'VIDEO');
  const [hidden, setHidden] = useState(hidesAddress);
  const [joining, setJoining] = useState(false);
  const [noScreen, setNoScreen] = useState(false);
  const microphone = useDevice('microphone', true);
  const camera = useDevice('camera', withCamera);
  const showing = media === 'SCREEN' && !answering;
  const unseen = media === 'VIDEO' && (!withCamera || camera.problem !== null);
  const together = withCamera && camera.problem !== null && camera.problem === microphone.problem ? camera.problem : null;
  const leaveOut = (): void => {
    setWithCamera(false);
  };

  const asking = microphone.asking || camera.asking;
  const left = useRef(false);
  useEffect(() => {
    left.current = false;
    return () => {
      left.current = true;
    };
  }, []);

  const join = async (): Promise<void> => {
    if (asking || joining) return;
    setNoScreen(false);
    setJoining(true);
    // Browsers let one choose what to show only on a click, so before anything else.
    const screen = showing ? (await openScreen()).track : null;
    if (left.current) {
      screen?.stop();
      return;
    }
    if (showing && !screen) {
      setNoScreen(true);
      setJoining(false);
      return;
    }
    await onJoin({ hidden: mayHide && hidden, screen, microphone: microphone.keep(), camera: withCamera ? camera.keep() : null });
  };
  const title = t(answering ? `call.answering.${media}` : `call.proposing.${media}`, { name });
  return (
    <Modal label={title} onLeave={onLeave}>
      <h2>{title}</h2>
      {withCamera && (
        <>
          {!camera.problem && (
            <div className="own-preview">
              {camera.track ? (
                <Picture source={camera.track} label={t('call.ownPicture')} mirrored />
              ) : (
                <p>{camera.asking && t('call.allowCamera')}</p>
              )}
            </div>
          )}
          {camera.problem ? (
            <DeviceTrouble
              kind={together ? 'both' : 'camera'}
              problem={camera.problem}
              onAgain={() => {
                camera.again();
                if (together) microphone.again();
              }}
              onWithout={together ? undefined : leaveOut}
            />
          ) : (
            <DeviceChoice device={camera} label={t('call.camera')} />
          )}
        </>
      )}
      {microphone.problem ? (
        !together && <DeviceTrouble kind="microphone" problem={microphone.problem} onAgain={microphone.again} />
      ) : (
        <DeviceChoice device={microphone} label={t('call.microphone')} />
      )}
      {microphone.asking && !withCamera && <p className="muted">{t('call.allowMicrophone')}</p>}
      <Level track={microphone.track} />
      <div>
        <label className="check">
          <input
            type="checkbox"
            checked={withCamera}
            onChange={({ currentTarget }) => {
              setWithCamera(currentTarget.checked);
            }}
          />
          {t('call.withCamera')}
        </label>
        {mayHide && (
          <label className="check">
            <input
              type="checkbox"
              checked={hidden}
              onChange={({ currentTarget }) => {
                setHidden(currentTarget.checked);
                hideAddress(currentTarget.checked);
              }}
            />
            {t('call.hideAddress')}
          </label>
        )}
        <p className="muted small">{t(mayHide ? 'call.hideAddressNote' : 'call.addressSeen', { name })}</p>
      </div>
      {noScreen && <Notice tone="warn">{t('call.noScreen')}</Notice>}
      <div className="row">
        <Button compact busy={joining && t('call.joining')} aria-disabled={asking || undefined} onClick={() => void join()}>
          {answering ? t('call.join') : t(`call.propose.${unseen ? 'AUDIO' : media}`)}
        </Button>
        <Button tone="quiet" compact onClick={microphone.problem ? onWrite : onLeave}>
          {t(microphone.problem ? 'call.writeOn' : 'call.notNow')}
        </Button>
      </div>
    </Modal>
  );
}

type TroubleProps = {
  kind: 'microphone' | 'camera' | 'both';
  problem: DeviceProblem;
  onAgain: () => void;
  /** Goes on without a picture. */ onWithout?: (() => void) | undefined;
};

/** What is wrong with a device, how to mend it, and how to do without. */
function DeviceTrouble({ kind, problem, onAgain, onWithout }: TroubleProps) {
  const { t } = useTranslation();
  return (
    <Notice tone="warn" title={t(`call.problem.${kind}.${problem}`)}>
      <p>{t(`call.mend.${problem}`)}</p>
      {kind !== 'camera' && <p>{t('call.withoutMicrophone')}</p>}
      <div className="device-acts">
        {problem !== 'unsupported' && (
          <button type="button" className="link" onClick={onAgain}>
            {t('call.tryAgain')}
          </button>
        )}
        {onWithout && (
          <button type="button" className="link" onClick={onWithout}>
            {t('call.withoutCamera')}
          </button>
        )}
      </div>
    </Notice>
  );
}

function DeviceChoice({ device: { choices, track, choose }, label }: { device: Device; label: string }) {
  if (choices.length < 2) return null;
  return (
    <ChoiceField label={label} value={track?.getSettings().deviceId ?? ''} onText={choose}>
      {choices.map(({ deviceId, label: name }, index) => (
        <option key={deviceId} value={deviceId}>
          {name || `${label} ${String(index + 1)}`}
        </option>
      ))}
    </ChoiceField>
  );
}

function Level({ track }: { track: MediaStreamTrack | null }) {
  const { t } = useTranslation();
  const level = useLevel(track);
  if (!track) return null;
  return (
    <div className="level">
      <span>{t('call.speak')}</span>
      <div role="meter" aria-label={t('call.level')} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(level * 100)}>
        <i style={{ width: `${String(Math.round(level * 100))}%` }} />
      </div>
    </div>
  );
}
