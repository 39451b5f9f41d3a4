import { minorOf } from '@ycyw/core/amount';
import { photosFor } from '@ycyw/core/chargeEvidence';
import { AnnounceChargeDocument, type CleaningGrade } from '@ycyw/core/generated/fleet/graphql';
import type { Money } from '@ycyw/core/money';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../ui/Button.tsx';
import { ChoiceField, TextField } from '../../ui/Field.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useFormat } from '../../ui/useFormat.ts';
import { useIdempotencyKey } from '../../ui/useIdempotencyKey.ts';
import { useTakenFocus } from '../../ui/useTakenFocus.ts';
import type { DeskChargesData } from './DeskCharges.tsx';
import { WordsField } from './WordsField.tsx';

export const chargeKinds = ['DAMAGE', 'CLEANING', 'FINE', 'TOLL'] as const;
/** damage: a line of the price list, e.g. "SCRATCH SLIGHT", where it is known. */
export type NewCharge = { kind: (typeof chargeKinds)[number]; damage: string };
type Props = { bookingId: string; data: DeskChargesData; charge: NewCharge; onLeave: () => void; onDone: () => void };

const empty = { grade: 'INTERIOR', damage: '', amount: '', reason: '', reference: '', occurredOn: '' };

/** What the desk found or was sent: its price from the list, or its own amount with what it is for. */
export function ChargeForm({ bookingId, data, charge: { kind, damage }, onLeave, onDone }: Props) {
  const { t } = useTranslation();
  const { money } = useFormat();
  const [typed, setTyped] = useState({ ...empty, damage });
  const [{ error, fetching }, announce] = useMutation(AnnounceChargeDocument);
  const keyFor = useIdempotencyKey();
  const id = useId();
  const form = useTakenFocus<HTMLFormElement>(true);
  const { chargePrices: prices, booking } = data;
  const { currency } = prices.fineHandling;
  const type = (part: Partial<typeof empty>) => {
    setTyped({ ...typed, ...part });
  };
  const listed = prices.damage.find(({ mark, severity }) => `${mark} ${severity}` === typed.damage);
  const photos = photosFor(booking?.inspections ?? [], listed ? { kind: listed.mark, severity: listed.severity } : null);
  const own = minorOf(typed.amount, currency);
  const passedOn = (handling: Money): Money | null => (own === null ? null : { minor: own + handling.minor, currency });
  const amount: Money | null =
    kind === 'CLEANING'
      ? (prices.cleaning.find(({ grade }) => grade === typed.grade)?.amount ?? null)
      : kind === 'DAMAGE'
        ? (listed?.amount ?? (own === null ? null : { minor: own, currency }))
        : passedOn(kind === 'FINE' ? prices.fineHandling : prices.tollHandling);
  const isOwn = kind === 'DAMAGE' && !listed;
  const passed = kind === 'FINE' || kind === 'TOLL';
  const ready =
    amount !== null && (!isOwn || typed.reason.trim() !== '') && (!passed || (typed.reference.trim() !== '' && typed.occurredOn !== ''));
  const send = async () => {
    const input = {
      bookingId,
      kind,
      ...(kind === 'CLEANING' && { grade: typed.grade as CleaningGrade }),
      ...(listed && kind === 'DAMAGE' && { mark: listed.mark, severity: listed.severity }),
      ...((isOwn || passed) && { amountMinor: own }),
      ...(kind === 'DAMAGE' && { photoIds: photos.ids }),
      ...(passed && { reference: typed.reference.trim(), occurredOn: typed.occurredOn }),
      ...(typed.reason.trim() !== '' && { reason: typed.reason.trim() }),
    };
    const { data: made } = await announce({ input: { ...input, idempotencyKey: keyFor(input) } });
    if (made) onDone();
  };
  return (
    <form
      ref={form}
      tabIndex={-1}
      aria-labelledby={id}
      className="charge stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) void send();
      }}
    >
      <h3 id={id}>{t(`charges.kind.${kind}`)}</h3>
      <div className="charge-fields">
        {kind === 'CLEANING' && (
          <ChoiceField
            label={t('charges.grade')}
            value={typed.grade}
            onText={(grade) => {
              type({ grade });
            }}
          >
            {prices.cleaning.map(({ grade, amount: price }) => (
              <option key={grade} value={grade}>
                {t(`charges.grades.${grade}`)} · {money(price)}
              </option>
            ))}
          </ChoiceField>
        )}
        {kind === 'DAMAGE' && (
          <ChoiceField
            label={t('charges.damage')}
            value={typed.damage}
            onText={(damage) => {
              type({ damage });
            }}
          >
            <option value="">{t('charges.other')}</option>
            {prices.damage.map(({ mark, severity, amount: price }) => (
              <option key={`${mark} ${severity}`} value={`${mark} ${severity}`}>
                {t(`charges.mark.${mark}`)}, {t(`charges.severity.${severity}`)} · {money(price)}
              </option>
            ))}
          </ChoiceField>
        )}
        {(isOwn || passed) && (
          <TextField
            label={t(passed ? 'charges.documentAmount' : 'charges.amount', { currency })}
            hint={
              passed ? t('charges.handling', { amount: money(kind === 'FINE' ? prices.fineHandling : prices.tollHandling) }) : undefined
            }
            inputMode="decimal"
            autoComplete="off"
            required
            value={typed.amount}
            onText={(text) => {
              type({ amount: text });
            }}
          />
        )}
        {passed && (
          <>
            <TextField
              label={t('charges.reference')}
              maxLength={60}
              required
              value={typed.reference}
              onText={(reference) => {
                type({ reference });
              }}
            />
            <TextField
              label={t('charges.occurredOn')}
              type="date"
              required
              value={typed.occurredOn}
              onText={(occurredOn) => {
                type({ occurredOn });
              }}
            />
          </>
        )}
      </div>
      {isOwn && (
        <WordsField
          label={t('charges.reason')}
          value={typed.reason}
          onText={(reason) => {
            type({ reason });
          }}
        />
      )}
      {kind === 'DAMAGE' &&
        (photos.both ? (
          <p className="small muted">{t('charges.photosGo', { count: photos.ids.length })}</p>
        ) : (
          <Notice tone="warn">{t('charges.photosMissing')}</Notice>
        ))}
      {error && <Problem failure={error} />}
      <div className="row">
        <Button type="submit" disabled={!ready || (kind === 'DAMAGE' && !photos.both)} busy={fetching && t('shell.sending')}>
          {amount ? t('charges.announce', { amount: money(amount) }) : t('charges.announceNothing')}
        </Button>
        <Button tone="quiet" onClick={onLeave}>
          {t('shell.cancel')}
        </Button>
      </div>
    </form>
  );
}
