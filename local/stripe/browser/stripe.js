/* global document, fetch, getComputedStyle, location, matchMedia, URL, URLSearchParams, window */
/** The surface of https://docs.stripe.com/js that the web client uses; no card number ever comes near it. */
(() => {
  const origin = new URL(document.currentScript.src).origin;
  const isFrench = (locale) => !/^en\b/i.test(locale === 'auto' || !locale ? document.documentElement.lang : locale);
  const language = (locale) => (isFrench(locale) ? 'fr' : 'en');
  const says = (locale, fr, en) => (isFrench(locale) ? fr : en);

  /** Light, dark, or auto where the host leaves it open. */
  function schemeOf({ theme, variables } = {}) {
    if (variables?.colorBackground) {
      const probe = document.createElement('span');
      probe.style.color = variables.colorBackground;
      document.body.append(probe);
      const [r = 255, g = 255, b = 255] = (getComputedStyle(probe).color.match(/[\d.]+/g) ?? []).map(Number);
      probe.remove();
      return 0.299 * r + 0.587 * g + 0.114 * b < 128 ? 'dark' : 'light';
    }
    if (theme === 'night') return 'dark';
    return theme === undefined ? 'auto' : 'light';
  }
  const cssScheme = (scheme) => (scheme === 'auto' ? 'light dark' : scheme);
  const lookOf = (appearance) => ({ scheme: schemeOf(appearance), variables: appearance?.variables ?? {} });

  function elementsOf(publishableKey, options) {
    let settings = { locale: 'auto', ...options };
    let element = null;

    function createElement() {
      const listeners = new Map();
      const calls = new Map();
      let frame = null;
      let nextCall = 0;

      const emit = (name, event) => {
        for (const listener of [...(listeners.get(name) ?? [])]) listener({ elementType: 'payment', ...event });
      };
      const order = (message) => frame?.contentWindow?.postMessage({ stripeSimulator: true, ...message }, origin);
      const terms = () => ({
        publishableKey,
        clientSecret: settings.clientSecret,
        locale: language(settings.locale),
        appearance: lookOf(settings.appearance),
      });

      function hear(event) {
        if (frame === null || event.origin !== origin || event.source !== frame.contentWindow || event.data?.stripeSimulator !== true)
          return;
        const message = event.data;
        if (message.kind === 'hello') order({ kind: 'init', fonts: settings.fonts, ...terms() });
        else if (message.kind === 'height') frame.style.height = `${Number(message.height)}px`;
        else if (message.kind === 'ready') emit('ready', {});
        else if (message.kind === 'change')
          emit('change', { empty: message.empty, complete: message.complete, collapsed: false, value: { type: 'card' } });
        else if (message.kind === 'answer') {
          calls.get(message.call)?.(message.result);
          calls.delete(message.call);
        }
      }

      const own = {
        mount(target) {
          const found = typeof target === 'string' ? document.querySelector(target) : target;
          if (!found) throw new Error(`The selector you specified (${target}) applies to no DOM elements that are currently on the page.`);
          own.unmount();
          frame = document.createElement('iframe');
          frame.src = `${origin}/v3/element?${new URLSearchParams({ host: location.origin })}`;
          frame.title = says(settings.locale, 'Carte bancaire', 'Payment card');
          // The frame reaches past its box by the room that focus rings need.
          Object.assign(frame.style, {
            display: 'block',
            border: '0',
            margin: '-4px',
            width: 'calc(100% + 8px)',
            height: '0',
            colorScheme: cssScheme(schemeOf(settings.appearance)),
          });
          window.addEventListener('message', hear);
          found.append(frame);
        },
        unmount() {
          window.removeEventListener('message', hear);
          frame?.remove();
          for (const settle of calls.values()) settle({ error: { type: 'validation_error', message: 'The element was unmounted.' } });
          calls.clear();
          frame = null;
        },
        destroy() {
          own.unmount();
          listeners.clear();
          if (element === own) element = null;
        },
        on(name, listener) {
          listeners.set(name, [...(listeners.get(name) ?? []), listener]);
          return own;
        },
        off(name, listener) {
          listeners.set(name, listener ? (listeners.get(name) ?? []).filter((known) => known !== listener) : []);
          return own;
        },
        focus: () => order({ kind: 'focus' }),
        clear: () => order({ kind: 'clear' }),
        update: () => undefined,
        collapse: () => undefined,
      };
      const ask = (kind, details) =>
        new Promise((resolve) => {
          if (frame === null) throw new Error('The payment element must be mounted before it is confirmed.');
          nextCall += 1;
          calls.set(nextCall, resolve);
          order({ kind, call: nextCall, ...details });
        });
      const refresh = () => {
        if (frame === null) return;
        frame.style.colorScheme = cssScheme(schemeOf(settings.appearance));
        order({ kind: 'update', ...terms() });
      };
      return { own, ask, refresh };
    }

    let inner = null;
    const elements = {
      create(type) {
        if (type !== 'payment') throw new Error(`The simulator has no ${type} element.`);
        if (element !== null) throw new Error('Can only create one Element of type payment.');
        inner = createElement();
        element = inner.own;
        return element;
      },
      getElement: () => element,
      update(changes) {
        settings = { ...settings, ...changes };
        inner?.refresh();
      },
      fetchUpdates: async () => ({}),
      submit: async () => (inner === null ? { error: { type: 'validation_error', message: 'No element.' } } : inner.ask('validate', {})),
    };
    confirming.set(elements, {
      ask: (details) => (inner === null ? Promise.reject(new Error('elements has no payment element.')) : inner.ask('confirm', details)),
      settings: () => settings,
    });
    return elements;
  }

  /** What confirm needs of an elements group without showing it to the page. */
  const confirming = new WeakMap();

  /** The bank's question over the whole page; resolves when it was answered or closed. */
  function challenge(url, locale, scheme) {
    return new Promise((resolve) => {
      const dialog = document.createElement('dialog');
      const frame = document.createElement('iframe');
      const back = document.activeElement;
      const src = new URL(url);
      src.searchParams.set('host', location.origin);
      src.searchParams.set('locale', language(locale));
      if (scheme !== 'auto') src.searchParams.set('scheme', scheme);
      frame.src = src.href;
      frame.title = says(locale, 'Authentification par votre banque', 'Authentication by your bank');
      const whole = {
        position: 'fixed',
        inset: '0',
        width: '100%',
        height: '100%',
        maxWidth: '100%',
        maxHeight: '100%',
        margin: '0',
        padding: '0',
        border: '0',
        background: 'transparent',
      };
      Object.assign(dialog.style, whole);
      Object.assign(frame.style, whole, { colorScheme: cssScheme(scheme) });
      const done = () => {
        window.removeEventListener('message', hear);
        dialog.remove();
        back?.focus?.();
        resolve();
      };
      function hear(event) {
        if (
          event.origin === origin &&
          event.source === frame.contentWindow &&
          event.data?.stripeSimulator === true &&
          event.data.kind === 'challenged'
        )
          done();
      }
      window.addEventListener('message', hear);
      dialog.addEventListener('cancel', (event) => {
        event.preventDefault();
        const body = new URLSearchParams({ client_secret: src.searchParams.get('client_secret') ?? '', outcome: 'refuse' });
        fetch(`${origin}/simulator/challenge`, { method: 'POST', body }).then(done, done);
      });
      dialog.append(frame);
      document.body.append(dialog);
      dialog.showModal();
      frame.addEventListener('load', () => frame.focus());
    });
  }

  function Stripe(publishableKey, { locale: ownLocale = 'auto' } = {}) {
    if (typeof publishableKey !== 'string' || !publishableKey.startsWith('pk_')) {
      throw new Error('Please call Stripe() with your publishable key. You used an empty string or a secret key.');
    }
    const idOf = (secret) => String(secret).split('_secret_')[0];
    const kindOf = (secret) =>
      idOf(secret).startsWith('seti_')
        ? { path: 'setup_intents', name: 'setupIntent' }
        : { path: 'payment_intents', name: 'paymentIntent' };

    async function call(method, secret, verb, params) {
      const { path, name } = kindOf(secret);
      const form = new URLSearchParams({ key: publishableKey, client_secret: secret, ...params });
      const url = `${origin}/v1/${path}/${idOf(secret)}${verb}`;
      try {
        const response = await (method === 'GET' ? fetch(`${url}?${form}`) : fetch(url, { method, body: form }));
        const answer = await response.json();
        return answer.error ? { error: answer.error } : { [name]: answer };
      } catch {
        return {
          error: {
            type: 'api_connection_error',
            message: says(ownLocale, 'Le service de paiement ne répond pas. Réessayez.', 'The payment service does not answer. Try again.'),
          },
        };
      }
    }
    const retrieve = (secret) => call('GET', secret, '', {});

    /** Shows the challenge if there is one, and tells how the intent stands after. */
    async function settle(result, secret, locale, scheme) {
      const { name } = kindOf(secret);
      const action = result[name]?.status === 'requires_action' ? result[name].next_action : null;
      if (!action) return result;
      await challenge(action.use_stripe_sdk?.url ?? action.redirect_to_url.url, locale, scheme);
      const after = await retrieve(secret);
      const trouble = after[name]?.last_payment_error ?? after[name]?.last_setup_error;
      if (after[name]?.status !== 'requires_payment_method' || !trouble) return after;
      const failed = /authentication_failure$/.test(trouble.code ?? '');
      const message = says(
        locale,
        failed ? 'Votre banque n’a pas confirmé que c’était vous. Essayez une autre carte.' : 'Votre carte a été refusée.',
        failed ? 'Your bank did not confirm that it was you. Try another card.' : trouble.message,
      );
      const noun = name === 'paymentIntent' ? 'payment_intent' : 'setup_intent';
      return { error: { ...trouble, message, [noun]: after[name] } };
    }

    async function confirm({ elements, clientSecret, confirmParams = {}, redirect = 'always' }) {
      const held = confirming.get(elements);
      if (held === undefined && !clientSecret) throw new Error('confirmPayment(): expected elements or clientSecret.');
      if (redirect !== 'if_required' && !confirmParams.return_url)
        throw new Error('confirmPayment(): confirmParams.return_url is required unless redirect is "if_required".');
      const settings = held?.settings() ?? {};
      const secret = clientSecret ?? settings.clientSecret;
      const locale = settings.locale ?? ownLocale;
      const { name } = kindOf(secret);
      let result;
      if (confirmParams.payment_method) {
        result = await call('POST', secret, '/confirm', {
          payment_method: confirmParams.payment_method,
          use_stripe_sdk: 'true',
          ...(confirmParams.return_url && { return_url: confirmParams.return_url }),
        });
      } else {
        const answer = await held.ask({
          returnUrl: confirmParams.return_url,
          name: confirmParams.payment_method_data?.billing_details?.name,
        });
        result = answer.error ? answer : { [name]: answer.intent };
      }
      result = await settle(result, secret, locale, schemeOf(settings.appearance));
      if (redirect === 'if_required' || result.error) return result;
      const url = new URL(confirmParams.return_url, location.href);
      const noun = name === 'paymentIntent' ? 'payment_intent' : 'setup_intent';
      url.searchParams.set(noun, idOf(secret));
      url.searchParams.set(`${noun}_client_secret`, secret);
      url.searchParams.set('redirect_status', 'succeeded');
      location.assign(url);
      return new Promise(() => undefined);
    }

    return {
      elements: (options = {}) => elementsOf(publishableKey, { locale: ownLocale, ...options }),
      confirmPayment: confirm,
      confirmSetup: confirm,
      confirmCardPayment: async (clientSecret, data = {}) =>
        data.payment_method
          ? confirm({ clientSecret, confirmParams: { payment_method: data.payment_method }, redirect: 'if_required' })
          : settle(await retrieve(clientSecret), clientSecret, ownLocale, schemeOf()),
      retrievePaymentIntent: retrieve,
      retrieveSetupIntent: retrieve,
      handleNextAction: async ({ clientSecret }) => settle(await retrieve(clientSecret), clientSecret, ownLocale, schemeOf()),
    };
  }
  Stripe.version = 'simulator';
  window.Stripe = Stripe;
})();
