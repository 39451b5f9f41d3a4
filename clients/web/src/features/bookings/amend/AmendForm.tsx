import { ClassesAndExtrasDocument } from '@ycyw/core/generated/graphql';
import type { SyntheticEvent } from 'react';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { AgencyField } from '../../../ui/AgencyField.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Extras } from '../../../ui/Extras.tsx';
import { ChoiceField } from '../../../ui/Field.tsx';
import { PeriodField } from '../../../ui/PeriodField.tsx';
import '../../../ui/searchBox.css';
import { useFormat } from '../../../ui/useFormat.ts';
import { type AmendWish, type BookingToAmend, changesOf } from './amendWish.ts';

type Props = { booking: BookingToAmend; wish: AmendWish; busy: boolean; onWish: (wish: AmendWish) => void; onAsk: () => void };

/** Everything that may be otherwise; the agency of pick-up stays. */
export function AmendForm({ booking, wish, busy, onWish, onAsk }: Props) {
  const { t } = useTranslation();
  const { locale } = useFormat();
  const { pickUp, vehicleClass } = booking;
  const wrong = wish.end > wish.start ? undefined : t('search.wrongOrder');
  const changed = changesOf(booking, wish) !== null;
  const [{ data }] = useQuery({
    query: ClassesAndExtrasDocument,
    variables: {
      input: {
        pickUpAgency: pickUp.agency?.code ?? null,
        dropOffAgency: wish.dropOff?.code ?? null,
        pickUpAt: wish.start,
        dropOffAt: wish.end,
        currency: booking.price.total.currency,
        ratePlans: ['PREPAID'],
      },
    },
    pause: wrong !== undefined,
  });
  const offers = data?.searchOffers.edges.map(({ node }) => node) ?? [];
  const classes = new Map(offers.flatMap((offer) => (offer.vehicleClass ? [[offer.vehicleClass.acriss.code, offer.vehicleClass]] : [])));
  if (vehicleClass) classes.set(vehicleClass.acriss.code, vehicleClass);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (!wrong && changed && !busy) onAsk();
  };
  return (
    <form className="stack" onSubmit={submit} aria-label={t('amend.form')} noValidate>
      <I18nProvider locale={locale}>
        <div className="search">
          <div className="cell">
            <AgencyField
              label={t('search.dropOff')}
              hint={t('search.dropOffHint')}
              placeholder={t('search.agencyPlaceholder')}
              place={wish.dropOff && { agency: wish.dropOff }}
              error={undefined}
              onPick={(place) => {
                onWish({ ...wish, dropOff: place && 'agency' in place ? place.agency : null });
              }}
            />
          </div>
          <PeriodField
            start={wish.start}
            end={wish.end}
            pickUpCity={pickUp.agency?.city}
            error={wrong}
            onChange={(period) => {
              onWish({ ...wish, ...period });
            }}
          />
        </div>
      </I18nProvider>
      <div className="sheet choices">
        <ChoiceField
          label={t('booking.car')}
          value={wish.acriss}
          onText={(acriss) => {
            onWish({ ...wish, acriss });
          }}
        >
          {[...classes.values()].map(({ acriss, exampleModel }) => (
            <option key={acriss.code} value={acriss.code}>
              {t('results.orSimilar', { model: exampleModel })} · {acriss.category}, {acriss.transmission.toLowerCase()}
            </option>
          ))}
        </ChoiceField>
        <Extras
          offered={offers[0]?.extras ?? []}
          chosen={wish.extras}
          busy={false}
          onChange={(extras) => {
            onWish({ ...wish, extras });
          }}
        />
      </div>
      <div className="row">
        <Button type="submit" disabled={!changed} busy={busy && t('amend.asking')}>
          {t('amend.ask')}
        </Button>
        {!changed && <span className="small muted">{t('amend.nothingChanged')}</span>}
      </div>
    </form>
  );
}
