import { invalid } from './failure.ts';

/** Form parameters folded by their brackets: `metadata[a]=1&expand[0]=x` is { metadata: { a: '1' }, expand: { 0: 'x' } }. */
export type Form = { [name: string]: string | Form };

const MAX_DEPTH = 6;

/** A value of its own: a slice would keep the whole body alive with it. */
const own = (text: string) => (text.length < 13 ? text : Buffer.from(text).toString());

function put(form: Form, path: string[], value: string, whole: string): void {
  let at = form;
  for (const step of path.slice(0, -1)) {
    const next = (at[step] ??= Object.create(null) as Form);
    if (typeof next === 'string') throw invalid(`Invalid parameter: ${whole}`, whole);
    at = next;
  }
  const last = path.at(-1) ?? whole;
  at[last === '' ? String(Object.keys(at).length) : last] = value;
}

export function parseForm(text: string): Form {
  const form: Form = Object.create(null) as Form;
  for (const [name, value] of new URLSearchParams(text)) {
    const open = name.indexOf('[');
    const path = open < 0 ? [name] : [name.slice(0, open), ...name.slice(open + 1, name.endsWith(']') ? -1 : undefined).split('][')];
    if (path.length > MAX_DEPTH) throw invalid('Parameters are nested too deeply.', name);
    put(form, path, own(value), name);
  }
  return form;
}
