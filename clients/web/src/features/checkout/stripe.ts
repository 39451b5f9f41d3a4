import textFont from '@fontsource-variable/instrument-sans/files/instrument-sans-latin-wght-normal.woff2?url';
import type { Appearance, CustomFontSource, Stripe, StripeConstructor } from '@stripe/stripe-js';

declare global {
  interface Window {
    Stripe?: StripeConstructor;
  }
}

const scripts = new Map<string, Promise<StripeConstructor>>();

/** Stripe.js from where the server says, once a page; a failed load may be tried again. */
function loadScript(url: string): Promise<StripeConstructor> {
  const loading =
    scripts.get(url) ??
    new Promise<StripeConstructor>((resolve, reject) => {
      const script = document.createElement('script');
      script.src = url;
      script.async = true;
      script.onload = () => {
        if (window.Stripe) resolve(window.Stripe);
        else reject(new Error(`${url} defined no Stripe`));
      };
      script.onerror = () => {
        scripts.delete(url);
        script.remove();
        reject(new Error(`${url} did not load`));
      };
      document.head.append(script);
    });
  scripts.set(url, loading);
  return loading;
}

export async function loadStripe(scriptUrl: string, publishableKey: string, locale: 'fr' | 'en'): Promise<Stripe> {
  const construct = await loadScript(scriptUrl);
  return construct(publishableKey, { locale });
}

/** Our text face, for a frame of another origin: whoever serves it has to let other origins read it. */
export const stripeFonts: CustomFontSource[] = [
  { family: 'Instrument Sans Variable', src: `url(${new URL(textFont, location.href).href})`, weight: '400 700' },
];

/** Our tokens in the card form's own frame. */
export function stripeAppearance(): Appearance {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    theme: matchMedia('(prefers-color-scheme: dark)').matches ? 'night' : 'stripe',
    variables: {
      colorPrimary: token('route'),
      colorBackground: token('sheet'),
      colorText: token('ink'),
      colorTextSecondary: token('ink-2'),
      colorDanger: token('bad'),
      borderRadius: '8px',
      fontFamily: token('text'),
      spacingUnit: '4px',
    },
  };
}
