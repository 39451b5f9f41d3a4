/* global document, fetch, location, parent, ResizeObserver, URLSearchParams, window */
import { applyAppearance, loadFonts } from './appearance.js';
import { brandOf, cvcFault, digits, expiryFault, numberFault, slashed, spaced } from './card-fields.js';
import { languageOf, translated, wordsFor } from './words.js';

/** The page that shows the card fields; it is heard and spoken to alone. */
const host = new URLSearchParams(location.search).get('host') ?? '';
const form = document.querySelector('form');
const { number, expiry, cvc } = form.elements;
const TEST_CARDS = [
  ['accepted', '4242424242424242'],
  ['authentication', '4000002500003155'],
  ['declined', '4000000000000002'],
  ['insufficient', '4000000000009995'],
];

let words = wordsFor('fr');
let settings = { publishableKey: '', clientSecret: '' };

const tell = (message) => parent.postMessage({ stripeSimulator: true, ...message }, host);

const faults = () => ({
  number: numberFault(number.value),
  expiry: expiryFault(expiry.value, new Date()),
  cvc: cvcFault(cvc.value, number.value),
});

function show(name, fault) {
  document.getElementById(`${name}-fault`).textContent = fault === null ? '' : (words[fault] ?? '');
  form.elements[name].setAttribute('aria-invalid', String(fault !== null));
}

let reported = '';
function report() {
  const { name } = brandOf(digits(number.value));
  form.querySelector('.brand').textContent = name;
  const empty = number.value + expiry.value + cvc.value === '';
  const complete = Object.values(faults()).every((fault) => fault === null);
  const state = `${empty} ${complete}`;
  if (state !== reported) tell({ kind: 'change', empty, complete });
  reported = state;
}

/** Rewrites a field without moving the caret away from the digit it stood at. */
function rewrite(input, text) {
  const before = digits(input.value.slice(0, input.selectionStart ?? 0)).length;
  const atEnd = input.selectionStart === input.value.length;
  input.value = text;
  if (atEnd) return;
  let at = 0;
  for (let seen = 0; at < text.length && seen < before; at += 1) if (/\d/.test(text[at])) seen += 1;
  input.setSelectionRange(at, at);
}

number.addEventListener('input', () => {
  const typed = digits(number.value);
  rewrite(number, spaced(typed.slice(0, brandOf(typed).length)));
  if (numberFault(number.value) === null) {
    show('number', null);
    if (number.selectionStart === number.value.length) expiry.focus();
  }
  report();
});
expiry.addEventListener('input', (event) => {
  rewrite(expiry, slashed(expiry.value, event.inputType?.startsWith('delete') ?? false));
  if (expiryFault(expiry.value, new Date()) === null) {
    show('expiry', null);
    if (expiry.selectionStart === expiry.value.length) cvc.focus();
  }
  report();
});
cvc.addEventListener('input', () => {
  rewrite(cvc, digits(cvc.value).slice(0, 4));
  if (cvcFault(cvc.value, number.value) === null) show('cvc', null);
  report();
});
for (const input of [number, expiry, cvc]) {
  input.addEventListener('blur', () => {
    if (input.value !== '') show(input.name, faults()[input.name]);
  });
}
form.addEventListener('submit', (event) => event.preventDefault());

function fillIn(testNumber) {
  number.value = spaced(testNumber);
  expiry.value = slashed(`12${String(new Date().getFullYear() + 4).slice(2)}`, false);
  cvc.value = '123';
  for (const name of ['number', 'expiry', 'cvc']) show(name, null);
  report();
}

function speak(locale) {
  words = wordsFor(locale);
  document.documentElement.lang = languageOf(locale);
  document.title = words.number;
  for (const name of ['number', 'expiry', 'cvc']) document.querySelector(`label[for=${name}]`).textContent = words[name];
  expiry.placeholder = words.expiryHint;
  cvc.placeholder = words.cvcHint;
  document.getElementById('simulator').textContent = words.simulator;
  document.getElementById('simulator-note').textContent = words.simulatorNote;
  document.querySelector('.chips').replaceChildren(
    ...TEST_CARDS.map(([name, testNumber]) => {
      const chip = document.createElement('button');
      chip.type = 'button';
      chip.textContent = words[name];
      chip.setAttribute('aria-label', `${words[name]} : ${words.tryCard} ${testNumber.slice(-4)}`);
      chip.addEventListener('click', () => fillIn(testNumber));
      return chip;
    }),
  );
}

/** Says what is missing, at the field and to the caller. */
function validate() {
  const found = Object.entries(faults());
  for (const [name, fault] of found) show(name, fault);
  const [name, code] = found.find(([, fault]) => fault !== null) ?? [];
  if (name === undefined) return null;
  form.elements[name].focus();
  return { type: 'validation_error', code, message: words[code] };
}

async function confirm({ returnUrl, name }) {
  const error = validate();
  if (error !== null) return { error };
  const id = settings.clientSecret.split('_secret_')[0];
  const body = new URLSearchParams({
    key: settings.publishableKey,
    client_secret: settings.clientSecret,
    use_stripe_sdk: 'true',
    'payment_method_data[type]': 'card',
    'payment_method_data[card][number]': digits(number.value),
    'payment_method_data[card][exp_month]': digits(expiry.value).slice(0, 2),
    'payment_method_data[card][exp_year]': digits(expiry.value).slice(2),
    'payment_method_data[card][cvc]': digits(cvc.value),
  });
  if (returnUrl) body.set('return_url', returnUrl);
  if (name) body.set('payment_method_data[billing_details][name]', name);
  const noun = id.startsWith('seti_') ? 'setup_intents' : 'payment_intents';
  try {
    const answer = await (await fetch(`/v1/${noun}/${id}/confirm`, { method: 'POST', body })).json();
    return answer.error ? { error: translated(words, answer.error) } : { intent: answer };
  } catch {
    return { error: { type: 'api_connection_error', message: words.api_connection_error } };
  }
}

const ORDERS = {
  init(message) {
    settings = message;
    applyAppearance(message.appearance);
    loadFonts(message.fonts);
    speak(message.locale);
    // The observer's first call tells the height, so ready comes after it.
    let first = true;
    new ResizeObserver(() => {
      tell({ kind: 'height', height: Math.ceil(form.getBoundingClientRect().height) });
      if (first) tell({ kind: 'ready' });
      first = false;
    }).observe(form);
  },
  update(message) {
    settings = { ...settings, ...message };
    if (message.appearance) applyAppearance(message.appearance);
    if (message.locale) speak(message.locale);
  },
  validate: ({ call }) => tell({ kind: 'answer', call, result: { error: validate() ?? undefined } }),
  confirm: async (message) => {
    form.inert = true;
    const result = await confirm(message);
    form.inert = false;
    tell({ kind: 'answer', call: message.call, result });
  },
  focus: () => number.focus(),
  clear: () => {
    form.reset();
    report();
  },
};

window.addEventListener('message', (event) => {
  if (event.origin !== host || event.source !== parent || event.data?.stripeSimulator !== true) return;
  ORDERS[event.data.kind]?.(event.data);
});
if (parent !== window && /^https?:\/\/(localhost|127\.0\.0\.1)(:\d+)?$/.test(host)) tell({ kind: 'hello' });
