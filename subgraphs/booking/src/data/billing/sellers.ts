import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { CancellationRule, LegalEntity, Sellers } from '../../domain/billing/seller.ts';

const text = z.string().min(1);
const code = z.string().regex(/^[A-Z]{2,8}$/);
const country = z.string().regex(/^[A-Z]{2}$/);
const format = z.string().regex(/^[A-Z0-9-]*\{year\}-\{serial\}$/);
const rule = z.strictObject({ rule: z.enum(['TAXED', 'OUTSIDE']), source: text });
const entity = z.strictObject({
  code,
  countries: z.array(country).min(1),
  name: text,
  address: z.strictObject({ line1: text, postalCode: text, city: text, country }),
  registration: text,
  taxNumber: text,
  taxNumberKind: z.enum(['VAT', 'EIN']),
  timeZone: text,
  paper: z.enum(['A4', 'LETTER']),
  numbers: z.strictObject({ INVOICE: format, CREDIT_NOTE: format }),
  /** Which of the file's rules on what is kept of a cancelled rental. */
  cancellation: text,
  mentions: z.array(z.strictObject({ fr: text, en: text })),
});
const file = z.strictObject({
  version: text,
  note: text,
  sources: z.record(text, text),
  cancellation: z.record(text, rule),
  entities: z.array(entity).min(1),
});

function entityOf(
  { code: name, countries: _, timeZone, numbers, cancellation, ...rest }: z.infer<typeof entity>,
  rules: z.infer<typeof file>['cancellation'],
): LegalEntity {
  const kept: CancellationRule | undefined = rules[cancellation]?.rule;
  if (!kept) throw new Error(`legal-entities.json: ${name} names no rule of cancellation`);
  return { seller: { code: name, ...rest }, timeZone, numbers, cancellation: kept };
}

/** The legal entities of data/legal-entities.json, whole or refused: a document in a wrong name cannot be taken back. */
export function readSellers(from = new URL('../../../data/legal-entities.json', import.meta.url)): Sellers {
  const { cancellation, entities } = file.parse(JSON.parse(readFileSync(from, 'utf8')));
  const all = entities.map((each) => entityOf(each, cancellation));
  const byCountry = new Map(entities.flatMap(({ countries }, index) => countries.map((each) => [each, all[index]] as const)));
  const numbers = new Set(entities.flatMap((each) => Object.values(each.numbers)));
  if (numbers.size !== entities.length * 2) throw new Error('legal-entities.json: two series number alike');
  return { all, of: (where) => byCountry.get(where) };
}
