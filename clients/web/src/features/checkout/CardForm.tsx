import type { Stripe, StripeElements } from '@stripe/stripe-js';
import { type SyntheticEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Bones } from '../../ui/Bones.tsx';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { useFormat } from '../../ui/useFormat.ts';
import { loadStripe, stripeAppearance, stripeFonts } from './stripe.ts';

type Props = {
  scriptUrl: string;
  publishableKey: string;
  clientSecret: string;
  /** Saving a card takes nothing; paying may also only hold an amount. */
  mode?: 'pay' | 'save';
  /** What the button says. */
  action: string;
  busy: string;
  /** Said by the server after the card form had said yes. */
  declined: boolean;
  onDone: () => void;
};

type Ready = { stripe: Stripe; elements: StripeElements };

/** The card is typed in the provider's frame; here is only the button, and what became of it. */
export function CardForm({ scriptUrl, publishableKey, clientSecret, mode = 'pay', action, busy, declined, onDone }: Props) {
  const { t } = useTranslation();
  const { language } = useFormat();
  const place = useRef<HTMLDivElement>(null);
  const [ready, setReady] = useState<Ready | null>(null);
  const [failed, setFailed] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const [paying, setPaying] = useState(false);
  const [refused, setRefused] = useState<string | null>(declined ? '' : null);

  useEffect(() => {
    let left = false;
    let remove: () => void = () => undefined;
    const mount = async () => {
      const stripe = await loadStripe(scriptUrl, publishableKey, language);
      if (left || !place.current) return;
      const elements = stripe.elements({ clientSecret, appearance: stripeAppearance(), fonts: stripeFonts, locale: language });
      const card = elements.create('payment');
      card.mount(place.current);
      remove = () => {
        card.unmount();
      };
      setReady({ stripe, elements });
    };
    setFailed(false);
    mount().catch(() => {
      if (!left) setFailed(true);
    });
    return () => {
      left = true;
      setReady(null);
      remove();
    };
  }, [scriptUrl, publishableKey, clientSecret, language, attempt]);

  const pay = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (!ready || paying) return;
    setPaying(true);
    setRefused(null);
    const { stripe, elements } = ready;
    const details = { elements, redirect: 'if_required', confirmParams: { return_url: location.href } } as const;
    const { error } = await (mode === 'save' ? stripe.confirmSetup(details) : stripe.confirmPayment(details));
    setPaying(false);
    // What is wrong with a field the card form says itself, beside the field.
    if (error && error.type !== 'validation_error') setRefused(error.message ?? '');
    if (!error) onDone();
  };

  return (
    <form className="stack" onSubmit={(event) => void pay(event)} aria-label={t('checkout.cardForm')}>
      <div className="card-frame" ref={place} />
      {!ready && !failed && (
        <>
          <p className="small muted">{t('checkout.cardLoading')}</p>
          <Bones widths={['100%', '100%']} height={44} />
        </>
      )}
      {failed && (
        <Notice tone="bad" title={t('checkout.cardUnavailable')}>
          <p>{t('problem.offline')}</p>
          <Button
            tone="quiet"
            compact
            onClick={() => {
              setAttempt(attempt + 1);
            }}
          >
            {t('problem.retry')}
          </Button>
        </Notice>
      )}
      {refused !== null && (
        <Notice
          tone="bad"
          title={t(mode === 'save' ? 'checkout.cardRefusedTitle' : 'checkout.declinedTitle')}
          takesFocus={declined && refused === ''}
        >
          <p>
            {refused || t('checkout.declined')} {t('checkout.tryAnother')}
          </p>
        </Notice>
      )}
      {!failed && (
        <Button type="submit" wide disabled={!ready} busy={paying && busy}>
          {action}
        </Button>
      )}
    </form>
  );
}
