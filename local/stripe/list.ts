import { invalid } from './failure.ts';
import type { Form } from './form.ts';
import { group, integer, text } from './params.ts';
import type { ListView, View } from './view.ts';

export const LIST_PARAMS = ['limit', 'starting_after', 'ending_before', 'created'];

type Source = {
  url: string;
  length: number;
  place: (id: string) => number;
  created: (place: number) => number;
  matches: (place: number) => boolean;
  show: (place: number) => View;
};

/** Newest first, as every list of Stripe's. */
export function list(form: Form, source: Source): ListView {
  const limit = integer(form, 'limit') ?? 10;
  if (limit < 1 || limit > 100) throw invalid('Invalid limit: must be between 1 and 100.', 'limit');
  const after = text(form, 'starting_after');
  const before = text(form, 'ending_before');
  const created = typeof form['created'] === 'string' ? { gte: form['created'], lte: form['created'] } : (group(form, 'created') ?? {});
  const bound = (name: string, none: number) => integer(created, name) ?? none;
  const from = Math.max(bound('gte', 0), bound('gt', -1) + 1);
  const to = Math.min(bound('lte', Infinity), bound('lt', Infinity) - 1);
  const found: number[] = [];
  const step = before === undefined ? -1 : 1;
  const first = before === undefined ? (after === undefined ? source.length : source.place(after)) - 1 : source.place(before) + 1;
  for (let at = first; at >= 0 && at < source.length && found.length <= limit; at += step) {
    const when = source.created(at);
    if (when >= from && when <= to && source.matches(at)) found.push(at);
  }
  const shown = found.slice(0, limit);
  if (step === 1) shown.reverse();
  return { object: 'list', data: shown.map(source.show), has_more: found.length > limit, url: source.url };
}
