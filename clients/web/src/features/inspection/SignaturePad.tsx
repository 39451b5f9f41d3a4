import type { UploadPurpose } from '@ycyw/core/generated/graphql';
import { type PointerEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/Field.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { useUpload } from './useUpload.ts';

export type Signature = { id: string; picture: string };

type Props = {
  bookingId: string;
  purpose: UploadPurpose;
  /** Who signs. */ title: string;
  /** What is signed. */ agreement?: string;
  signature: Signature | null;
  onSignature: (signature: Signature | null) => void;
};

const width = 640;
const height = 220;
const ink = '#16151c';

/** The name in the pad's own hand, for who cannot draw. */
function writeName(canvas: HTMLCanvasElement, name: string): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  context.clearRect(0, 0, width, height);
  context.fillStyle = ink;
  context.font = `italic 56px ${getComputedStyle(document.documentElement).getPropertyValue('--display')}`;
  context.textBaseline = 'middle';
  context.fillText(name, 32, height / 2, width - 64);
}

/** Signs with a finger, a pen or the mouse, or by typing one's name; leaves as soon as it is said to be signed. */
export function SignaturePad({ bookingId, purpose, title, agreement, signature, onSignature }: Props) {
  const { t } = useTranslation();
  const upload = useUpload(bookingId);
  const pad = useRef<HTMLCanvasElement>(null);
  const [drawn, setDrawn] = useState(false);
  const [typed, setTyped] = useState<{ name: string; sure: boolean } | null>(null);
  const [state, setState] = useState<'idle' | 'sending' | 'failed'>('idle');
  const heading = useId();

  const placeOf = (event: PointerEvent<HTMLCanvasElement>): [number, number] => {
    const box = event.currentTarget.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * width, ((event.clientY - box.top) / box.height) * height];
  };
  const begin = (event: PointerEvent<HTMLCanvasElement>) => {
    const context = event.currentTarget.getContext('2d');
    if (!context || event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    Object.assign(context, { strokeStyle: ink, lineWidth: 5, lineCap: 'round', lineJoin: 'round' });
    context.beginPath();
    context.moveTo(...placeOf(event));
  };
  const draw = (event: PointerEvent<HTMLCanvasElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const context = event.currentTarget.getContext('2d');
    context?.lineTo(...placeOf(event));
    context?.stroke();
    setDrawn(true);
  };
  const clear = () => {
    pad.current?.getContext('2d')?.clearRect(0, 0, width, height);
    setDrawn(false);
  };
  useEffect(() => {
    if (typed && pad.current) writeName(pad.current, typed.name);
  }, [typed]);

  const ready = typed ? typed.sure && typed.name.trim().length > 1 : drawn;
  const sign = async () => {
    const canvas = pad.current;
    if (!canvas || !ready) return;
    setState('sending');
    const blob = await new Promise<Blob | null>((resolve) => {
      canvas.toBlob(resolve, 'image/png');
    });
    const id = blob && (await upload(purpose, blob, crypto.randomUUID()));
    setState(id ? 'idle' : 'failed');
    if (id) onSignature({ id, picture: canvas.toDataURL('image/png') });
  };

  return (
    <section className="signing" aria-labelledby={heading}>
      <div className="row spread">
        <h4 id={heading}>{title}</h4>
        {signature && <span className="tag">{t('inspection.signature.signed')}</span>}
      </div>
      {agreement && <p className="small">{agreement}</p>}
      {signature ? (
        <img className="pad" src={signature.picture} alt={t('inspection.signature.signed')} />
      ) : (
        <canvas
          ref={pad}
          className={typed ? 'pad typed' : 'pad'}
          width={width}
          height={height}
          role="img"
          aria-label={t('inspection.signature.pad')}
          onPointerDown={typed ? undefined : begin}
          onPointerMove={typed ? undefined : draw}
        />
      )}
      {!signature && typed && (
        <div className="stack">
          <TextField
            label={t('inspection.signature.name')}
            autoComplete="off"
            maxLength={60}
            value={typed.name}
            onText={(name) => {
              setTyped({ ...typed, name });
            }}
          />
          <label className="check">
            <input
              type="checkbox"
              checked={typed.sure}
              onChange={({ target }) => {
                setTyped({ ...typed, sure: target.checked });
              }}
            />
            {t('inspection.signature.confirm')}
          </label>
        </div>
      )}
      {state === 'failed' && <Notice tone="bad">{t('inspection.signature.failed')}</Notice>}
      <div className="row">
        {signature ? (
          <button
            type="button"
            className="link"
            onClick={() => {
              setDrawn(false);
              onSignature(null);
            }}
          >
            {t('inspection.signature.redo')}
          </button>
        ) : (
          <>
            <Button tone="quiet" compact disabled={!ready} busy={state === 'sending' && t('shell.sending')} onClick={() => void sign()}>
              {t('inspection.signature.sign')}
            </Button>
            {drawn && !typed && (
              <button type="button" className="link" onClick={clear}>
                {t('inspection.signature.clear')}
              </button>
            )}
            <button
              type="button"
              className="link"
              onClick={() => {
                clear();
                setTyped(typed ? null : { name: '', sure: false });
              }}
            >
              {t(typed ? 'inspection.signature.draw' : 'inspection.signature.type')}
            </button>
          </>
        )}
      </div>
    </section>
  );
}
