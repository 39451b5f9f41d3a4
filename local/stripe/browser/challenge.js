/* global document, fetch, Intl, location, navigator, parent, URLSearchParams, window */
import { languageOf, wordsFor } from './words.js';

const query = new URLSearchParams(location.search);
const secret = query.get('client_secret') ?? '';
const host = query.get('host');
const locale = query.get('locale') ?? navigator.language;
const words = wordsFor(locale);
const main = document.querySelector('main');
const form = document.querySelector('form');
const [approve, refuse] = form.elements;
const note = document.querySelector('.note');

document.documentElement.lang = languageOf(locale);
if (query.has('scheme')) document.documentElement.dataset.scheme = query.get('scheme');

function money(minor, currency) {
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency });
  return format.format(minor / 10 ** format.resolvedOptions().maximumFractionDigits);
}

function row(term, description) {
  const line = document.createElement('div');
  line.append(
    Object.assign(document.createElement('dt'), { textContent: term }),
    Object.assign(document.createElement('dd'), { textContent: description }),
  );
  return line;
}

/** Back to the page in whose frame this stands, or to the return_url. */
function leave(returnUrl) {
  if (host !== null && parent !== window) parent.postMessage({ stripeSimulator: true, kind: 'challenged' }, host);
  else if (returnUrl) location.replace(returnUrl);
}

const api = async (options) =>
  (await fetch(`/simulator/challenge${options ? '' : `?${new URLSearchParams({ client_secret: secret })}`}`, options)).json();

async function answer(outcome) {
  for (const button of form.elements) button.disabled = true;
  const result = await api({ method: 'POST', body: new URLSearchParams({ client_secret: secret, outcome }) }).catch(() => null);
  if (result === null) {
    for (const button of form.elements) button.disabled = false;
    note.textContent = words.api_connection_error;
  } else leave(result.return_url);
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  answer(event.submitter?.value ?? 'refuse');
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !approve.disabled) answer('refuse');
});

const intent = await api().catch(() => ({ error: true }));
const price = intent.amount == null ? '' : money(intent.amount, intent.currency);
document.querySelector('.who').textContent = words.bank;
document.querySelector('h1').textContent = document.title = price ? words.confirmPayment : words.confirmCard;
approve.textContent = price ? `${words.approve} ${price}` : words.approve;
refuse.textContent = words.refuse;
note.textContent = words.bankNote;
document
  .querySelector('dl')
  .append(
    row(words.to, 'Your Car Your Way'),
    ...(price ? [row(words.amount, price)] : []),
    ...(intent.last4 ? [row(words.card, `•••• ${intent.last4}`)] : []),
  );
if (intent.error || intent.status !== 'requires_action') {
  form.hidden = true;
  note.textContent = words.over;
  leave();
}
main.hidden = false;
approve.focus();
