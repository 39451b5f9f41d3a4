import { minorOf } from '@ycyw/core/amount';
import { AnnounceChargeDocument, type CleaningGrade } from '@ycyw/core/generated/fleet/graphql';
import type { Money } from '@ycyw/core/money';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../ui/Button.tsx';
import { ChoiceField, TextField } from '../../ui/Field.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useFormat } from '../../ui/useFormat.ts';
import { useIdempotencyKey } from '../../ui/useIdempotencyKey.ts';
import type { DeskChargesData } from './DeskCharges.tsx';
import { photosOfBoth } from './photosOfBoth.ts';
import { WordsField } from './WordsField.tsx';

const kinds = ['DAMAGE', 'CLEANING', 'FINE', 'TOLL'] as const;
type Kind = (typeof kinds)[number];
type Props = { bookingId: string; data: DeskChargesData; onDone: () => void };

const empty = { grade: 'INTERIOR', damage: '', amount: '', reason: '', reference: '', occurredOn: '' };

/** What the desk found or was sent: its price from the list, or its own amount with what it is for. */
export function AddCharge({ bookingId, data, onDone }: Props) {
  const { t } = useTranslation();
  const { money } = useFormat();
  const [kind, setKind] = useState<Kind | null>(null);
  const [typed, setTyped] = useState(empty);
  const [{ error, fetching }, announce] = useMutation(AnnounceChargeDocument);
  const keyFor = useIdempotencyKey();
  const { chargePrices: prices, booking } = data;
  const { currency } = prices.fineHandling;
  const type = (part: Partial<typeof empty>) => {
    setTyped({ ...typed, ...part });
  };
  const photos = photosOfBoth(booking?.inspections ?? []);
  const listed = prices.damage.find(({ mark, severity }) => `${mark} ${severity}` === typed.damage);
  const own = minorOf(typed.amount, currency);
  const passedOn = (handling: Money): Money | null => (own === null ? null : { minor: own + handling.minor, currency });
  const amount: Money | null =
    kind === 'CLEANING'
      ? (prices.cleaning.find(({ grade }) => grade === typed.grade)?.amount ?? null)
      : kind === 'DAMAGE'
        ? (listed?.amount ?? (own === null ? null : { minor: own, currency }))
        : kind && passedOn(kind === 'FINE' ? prices.fineHandling : prices.tollHandling);
  const isOwn = kind === 'DAMAGE' && !listed;
  const passed = kind === 'FINE' || kind === 'TOLL';
  const ready =
    amount !== null && (!isOwn || typed.reason.trim() !== '') && (!passed || (typed.reference.trim() !== '' && typed.occurredOn !== ''));
  const send = async () => {
    if (!kind) return;
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
    if (!made) return;
    setTyped(empty);
    setKind(null);
    onDone();
  };
  if (!kind)
    return (
      <div className="row" role="group" aria-labelledby="add-charge">
        <span id="add-charge" className="small muted">
          {t('charges.add')}
        </span>
        {kinds.map((each) => (
          <Button
            key={each}
            tone="quiet"
            compact
            onClick={() => {
              setKind(each);
            }}
          >
            {t(`charges.kind.${each}`)}
          </Button>
        ))}
      </div>
    );
  return (
    <form
      className="charge stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) void send();
      }}
    >
      <h3>{t(`charges.kind.${kind}`)}</h3>
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
        <Button
          tone="quiet"
          onClick={() => {
            setKind(null);
          }}
        >
          {t('shell.cancel')}
        </Button>
      </div>
    </form>
  );
}
