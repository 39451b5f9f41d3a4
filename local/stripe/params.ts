import { invalid } from './failure.ts';
import type { Form } from './form.ts';
import type { Metadata } from './records.ts';

export function text(form: Form, name: string): string | undefined {
  const value = form[name];
  if (typeof value === 'object') throw invalid(`Invalid string: ${name}`, name);
  if (value !== undefined && value.length > 5000) throw invalid(`Invalid ${name}: must be at most 5000 characters`, name);
  return value === '' ? undefined : value;
}

export function required(form: Form, name: string): string {
  const value = text(form, name);
  if (value === undefined) throw invalid(`Missing required param: ${name}.`, name, 'parameter_missing');
  return value;
}

export function integer(form: Form, name: string): number | undefined {
  const value = text(form, name);
  if (value === undefined) return undefined;
  if (!/^-?\d{1,15}$/.test(value)) throw invalid(`Invalid integer: ${value}`, name, 'parameter_invalid_integer');
  return Number(value);
}

export function flag(form: Form, name: string): boolean {
  const value = form[name];
  if (value === undefined || value === '' || value === 'false') return false;
  if (value === 'true' || typeof value === 'object') return true;
  throw invalid(`Invalid boolean: ${value}`, name);
}

export function group(form: Form, name: string): Form | undefined {
  const value = form[name];
  if (value === undefined || value === '') return undefined;
  if (typeof value === 'string') throw invalid('Invalid object', name);
  return value;
}

export function choice<const T extends string>(form: Form, name: string, choices: readonly T[]): T | undefined {
  const value = text(form, name);
  if (value === undefined) return undefined;
  const found = choices.find((known) => known === value);
  if (found === undefined) throw invalid(`Invalid ${name}: must be one of ${choices.join(', ')}`, name);
  return found;
}

export function texts(form: Form, name: string): string[] {
  const value = form[name];
  if (value === undefined || value === '') return [];
  return typeof value === 'string' ? [value] : Object.values(value).filter((item) => typeof item === 'string');
}

/** At most 50 keys of 40 characters with values of 500, as Stripe has it; an empty value drops its key from `before`. */
export function metadata(form: Form, before: Metadata = {}): Metadata {
  if (form['metadata'] === '') return {};
  const given = group(form, 'metadata');
  if (given === undefined) return before;
  const after = new Map(Object.entries(before));
  for (const [name, value] of Object.entries(given)) {
    if (typeof value !== 'string') throw invalid('Metadata values must be strings.', `metadata[${name}]`);
    if (name.length > 40) throw invalid('Metadata keys can have up to 40 characters.', 'metadata');
    if (value.length > 500) throw invalid('Metadata values can have up to 500 characters.', `metadata[${name}]`);
    if (value === '') after.delete(name);
    else after.set(name, value);
  }
  if (after.size > 50) throw invalid('Metadata can have up to 50 keys.', 'metadata');
  return Object.fromEntries(after);
}

/** Stripe refuses what it doesn't know, so a misspelt parameter never passes silently here either. */
export function allowOnly(form: Form, known: ReadonlySet<string>): void {
  for (const name of Object.keys(form)) {
    if (!known.has(name)) throw invalid(`Received unknown parameter: ${name}`, name, 'parameter_unknown');
  }
}
