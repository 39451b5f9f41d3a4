import { CorrectOdometerDocument, type InspectionKind } from '@ycyw/core/generated/fleet/graphql';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../ui/Button.tsx';
import { ChoiceField, TextField } from '../../ui/Field.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useFormat } from '../../ui/useFormat.ts';
import { useIdempotencyKey } from '../../ui/useIdempotencyKey.ts';
import { useTakenFocus } from '../../ui/useTakenFocus.ts';
import { WordsField } from './WordsField.tsx';

type Reading = { kind: InspectionKind; odometerKm: number; misreadKm: number | null };
type Props = { bookingId: string; inspections: readonly Reading[]; onDone: () => void };

/** A manager says what an odometer stood at that was misread; the charge for kilometres follows. */
export function CorrectOdometer({ bookingId, inspections, onDone }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const [left, setLeft] = useState(false);
  const opener = useTakenFocus<HTMLDivElement>(left && !open);
  if (inspections.length < 2) return null;
  if (open)
    return (
      <Form
        {...{ bookingId, inspections }}
        onLeave={() => {
          setOpen(false);
          setLeft(true);
        }}
        onDone={onDone}
      />
    );
  return (
    <div ref={opener} tabIndex={-1} className="charge stack">
      {inspections.map(
        ({ kind, odometerKm, misreadKm }) =>
          misreadKm !== null && (
            <p key={kind} className="small">
              <strong>{t(`charges.correct.${kind}`, { km: format.number(odometerKm) })}</strong>{' '}
              <span className="muted">{t('inspection.misread', { km: format.number(misreadKm) })}</span>
            </p>
          ),
      )}
      <div className="row">
        <Button
          tone="quiet"
          compact
          onClick={() => {
            setOpen(true);
          }}
        >
          {t('charges.correct.open')}
        </Button>
      </div>
    </div>
  );
}

function Form({ bookingId, inspections, onLeave, onDone }: Props & { onLeave: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [kind, setKind] = useState<InspectionKind>('TAKE_BACK');
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const [{ error, fetching }, correct] = useMutation(CorrectOdometerDocument);
  const keyFor = useIdempotencyKey();
  const form = useTakenFocus<HTMLFormElement>(true);
  const digits = typed.replaceAll(/\s/g, '');
  const odometerKm = /^\d{1,7}$/.test(digits) ? Number(digits) : null;
  const otherKm = inspections.find((each) => each.kind !== kind)?.odometerKm ?? 0;
  const bound = t(kind === 'TAKE_BACK' ? 'charges.correct.least' : 'charges.correct.most', { km: format.number(otherKm) });
  const backwards = odometerKm !== null && (kind === 'TAKE_BACK' ? odometerKm < otherKm : odometerKm > otherKm);
  const ready = odometerKm !== null && reason.trim() !== '';
  const send = async () => {
    setTried(true);
    if (odometerKm === null || backwards) return;
    const said = { bookingId, inspection: kind, odometerKm, reason };
    const { data } = await correct({ input: { ...said, idempotencyKey: keyFor(said) } });
    if (!data) return;
    onLeave();
    onDone();
  };
  return (
    <form
      ref={form}
      tabIndex={-1}
      aria-label={t('charges.correct.open')}
      className="charge stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) void send();
      }}
    >
      <div>
        <h3>{t('charges.correct.open')}</h3>
        <p className="small muted">{t('charges.correct.about')}</p>
      </div>
      <div className="charge-fields">
        <ChoiceField
          label={t('charges.correct.which')}
          value={kind}
          onText={(value) => {
            setKind(value === 'HAND_OVER' ? 'HAND_OVER' : 'TAKE_BACK');
          }}
        >
          {inspections.map((each) => (
            <option key={each.kind} value={each.kind}>
              {t(`charges.correct.${each.kind}`, { km: format.number(each.odometerKm) })}
            </option>
          ))}
        </ChoiceField>
        <TextField
          label={t('charges.correct.km')}
          hint={bound}
          error={tried && backwards ? bound : null}
          inputMode="numeric"
          required
          value={typed}
          onText={setTyped}
        />
      </div>
      <WordsField label={t('charges.reason')} hint={t('charges.correct.hint')} value={reason} onText={setReason} />
      {error && <Problem failure={error} />}
      <div className="row">
        <Button type="submit" compact disabled={!ready} busy={fetching && t('shell.sending')}>
          {odometerKm === null ? t('charges.correct.send') : t('charges.correct.sendKm', { km: format.number(odometerKm) })}
        </Button>
        <Button tone="quiet" compact onClick={onLeave}>
          {t('shell.cancel')}
        </Button>
      </div>
    </form>
  );
}
