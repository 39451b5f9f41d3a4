import { distanceKm, type Point } from '@ycyw/core/distance';
import type { DeliveryLeg, QuotePartsFragment } from '@ycyw/core/generated/graphql';
import { type Ref, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../ui/Button.tsx';
import { ChoiceField, TextField } from '../../../ui/Field.tsx';
import { useFormat } from '../../../ui/useFormat.ts';
import { useHere } from '../../../ui/useHere.ts';
import './delivery.css';
import { PlaceMap } from './PlaceMap.tsx';
import { bandAt, heading, pointAt, placesProblems, type PlacesDraft } from './placesDraft.ts';

type Props = {
  box: Ref<HTMLDetailsElement>;
  quote: QuotePartsFragment;
  draft: PlacesDraft;
  tried: boolean;
  /** Why the server cannot have it brought there. */
  refused: string | undefined;
  onDraft: (draft: PlacesDraft) => void;
};

const eighths = [0, 1, 2, 3, 4, 5, 6, 7] as const;
const legs: readonly DeliveryLeg[] = ['DELIVERY', 'COLLECTION'];

/** The car to an address, and back from it: what it costs by distance, where, and for whoever drives. Nothing of it is asked of those who come to the agency. */
export function DeliveryChoice({ box, quote, draft, tried, refused, onDraft }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const [open] = useState(draft.legs.length > 0);
  const { agency } = quote.offer.pickUp;
  const { deliveryBands: bands } = quote;
  const farthest = bands.at(-1)?.upToKm ?? 0;
  if (!agency?.location || bands.length === 0) return null;
  const [cheapest] = bands;
  const toggle = (leg: DeliveryLeg) => {
    onDraft({ ...draft, legs: draft.legs.includes(leg) ? draft.legs.filter((each) => each !== leg) : [...draft.legs, leg] });
  };
  return (
    <details ref={box} className="sheet delivery-choice" open={open}>
      <summary>
        <span>
          <strong>{t('delivery.choose')}</strong>
          {cheapest && (
            <span className="small muted">
              {t('delivery.from', { amount: format.money(cheapest.price, { short: true }), km: farthest })}
            </span>
          )}
        </span>
      </summary>
      <div className="stack">
        <div className="legs">
          {legs.map((leg) => (
            <label key={leg} className="check">
              <input
                type="checkbox"
                checked={draft.legs.includes(leg)}
                onChange={() => {
                  toggle(leg);
                }}
              />
              <span>{t(`delivery.leg.${leg}`)}</span>
            </label>
          ))}
        </div>
        {draft.legs.length > 0 && (
          <>
            <Where agency={agency.location} code={agency.code} bands={bands} draft={draft} tried={tried} onDraft={onDraft} />
            {refused && (
              <p className="error" role="alert">
                {refused}
              </p>
            )}
            <Address country={agency.country} draft={draft} tried={tried} onDraft={onDraft} />
          </>
        )}
      </div>
    </details>
  );
}

type WhereProps = Pick<Props, 'draft' | 'tried' | 'onDraft'> & { agency: Point; code: string; bands: QuotePartsFragment['deliveryBands'] };

function Where({ agency, code, bands, draft, tried, onDraft }: WhereProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { point } = draft;
  const put = (next: Point) => {
    onDraft({ ...draft, point: next });
  };
  const here = useHere(put);
  const far = point ? distanceKm(agency, point) : 0;
  const { km, eighth } = point ? heading(agency, point) : { km: 5, eighth: 0 };
  const band = point && bandAt(bands, far);
  const missing = tried && placesProblems(draft).includes('point');
  const farthest = bands.at(-1)?.upToKm ?? 50;
  return (
    <fieldset className="where">
      <legend>{t('delivery.where')}</legend>
      <PlaceMap agency={agency} code={code} bands={bands} point={point} onPoint={put} />
      <div className="stack">
        <ul className="bands">
          {bands.map((each) => (
            <li key={each.upToKm} aria-current={each === band ? true : undefined}>
              <span>{t('delivery.upTo', { km: each.upToKm })}</span> <b>{format.money(each.price)}</b>
            </li>
          ))}
        </ul>
        <div className="field">
          <label htmlFor="delivery-km">{t('delivery.distance', { km: point ? km : '–' })}</label>
          <input
            id="delivery-km"
            type="range"
            min={1}
            max={farthest}
            value={Math.min(Math.max(km, 1), farthest)}
            aria-invalid={missing ? true : undefined}
            aria-valuetext={point ? `${String(km)} km` : t('delivery.noPlace')}
            onChange={(event) => {
              put(pointAt(agency, Number(event.target.value), eighth * 45));
            }}
          />
        </div>
        <ChoiceField
          label={t('delivery.direction')}
          value={String(eighth)}
          error={missing ? t('delivery.needs.point') : undefined}
          onText={(value) => {
            put(pointAt(agency, Math.max(km, 1), Number(value) * 45));
          }}
        >
          {eighths.map((each) => (
            <option key={each} value={each}>
              {t(`delivery.compass.${each}`)}
            </option>
          ))}
        </ChoiceField>
        <Button tone="quiet" compact busy={here.state === 'asking' && t('shell.loading')} onClick={here.ask}>
          {t('delivery.here')}
        </Button>
        {(here.state === 'refused' || here.state === 'unknown') && (
          <p className="small muted" role="status">
            {t('delivery.hereUnknown')}
          </p>
        )}
        {point && !band && <p className="error">{t('delivery.tooFar', { km: farthest })}</p>}
      </div>
    </fieldset>
  );
}

function Address({ country, draft, tried, onDraft }: Pick<Props, 'draft' | 'tried' | 'onDraft'> & { country: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const problems = tried ? placesProblems(draft) : [];
  const bind = (field: 'line1' | 'postalCode' | 'city' | 'instructions') => ({
    label: t(`delivery.address.${field}`),
    value: draft[field],
    error: problems.some((problem) => problem === field) ? t('checkout.required') : undefined,
    onText: (text: string) => {
      onDraft({ ...draft, [field]: text });
    },
  });
  return (
    <div className="stack">
      <TextField {...bind('line1')} autoComplete="address-line1" maxLength={120} />
      <div className="pair">
        <TextField {...bind('postalCode')} autoComplete="postal-code" maxLength={12} />
        <TextField {...bind('city')} autoComplete="address-level2" maxLength={80} hint={format.country(country)} />
      </div>
      <TextField {...bind('instructions')} autoComplete="off" maxLength={300} hint={t('delivery.instructionsHint')} />
    </div>
  );
}
