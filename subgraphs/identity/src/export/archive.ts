import { negotiate } from '@ycyw/service/language';
import { strToU8, zipSync } from 'fflate';
import type { Person } from '../data/user.ts';
import type { Holdings } from './holdings.ts';
import { page } from './page.ts';

/** The ZIP archive: data.json for machines, index.html for people, in the person's language. */
export function archive(person: Pick<Person, 'id' | 'givenName' | 'locale'>, holdings: Holdings, now: Date): Buffer<ArrayBuffer> {
  const data = JSON.stringify({ userId: person.id, generatedAt: now.toISOString(), ...holdings }, null, 2);
  const html = page({ language: negotiate(person.locale), givenName: person.givenName, holdings, now });
  return Buffer.from(zipSync({ 'data.json': strToU8(data), 'index.html': strToU8(html) }, { level: 6, mtime: now }));
}
