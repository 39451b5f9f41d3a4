import type { Language } from '@ycyw/service/language';
import { z } from 'zod';
import type { Ask } from '@ycyw/service/graph';

const agencyShape = z.object({ name: z.string(), timeZone: z.string() });
const classShape = z.object({ name: z.string(), acriss: z.object({ category: z.string(), type: z.string() }) });

export type MailedAgency = z.infer<typeof agencyShape>;
export type MailedClass = z.infer<typeof classShape>;

const agencyDocument = 'query MailedAgency($code: String!) { agency(code: $code) { name timeZone } }';
const classDocument = 'query MailedClass($acriss: String!) { vehicleClass(acriss: $acriss) { name acriss { category type } } }';
const keptMs = 10 * 60_000;
const most = 2000;

export interface Catalogue {
  agency(code: string, language: Language): Promise<MailedAgency>;
  vehicleClass(acriss: string, language: Language): Promise<MailedClass>;
}

/** Agencies and classes in words, asked of the graph once in ten minutes and language, not once a mail. Rejects when the graph has no answer. */
export function catalogue(ask: Ask): Catalogue {
  const kept = new Map<string, { value: Promise<unknown>; until: number }>();
  function once<Value>(key: string, load: () => Promise<Value>): Promise<Value> {
    const known = kept.get(key);
    if (known && known.until > Date.now()) return known.value as Promise<Value>;
    if (kept.size >= most) kept.clear();
    const value = load();
    kept.set(key, { value, until: Date.now() + keptMs });
    value.catch(() => kept.delete(key));
    return value;
  }
  return {
    agency: (code, language) =>
      once(`agency ${code} ${language}`, async () => agencyShape.parse((await ask(agencyDocument, { code }, language))['agency'])),
    vehicleClass: (acriss, language) =>
      once(`class ${acriss} ${language}`, async () => classShape.parse((await ask(classDocument, { acriss }, language))['vehicleClass'])),
  };
}
