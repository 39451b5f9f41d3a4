import { negotiate } from '@ycyw/service/language';
import type { Person } from '../data/user.ts';
import type { Holdings } from './holdings.ts';
import { page } from './page.ts';

/** The ZIP archive: data.json for machines, index.html for people, in the person's language. */
export async function archive(
  person: Pick<Person, 'id' | 'givenName' | 'locale'>,
  holdings: Holdings,
  now: Date,
): Promise<Buffer<ArrayBuffer>> {
  const { strToU8, zipSync } = await import('fflate');
  const data = JSON.stringify({ userId: person.id, generatedAt: now.toISOString(), ...holdings }, null, 2);
  const html = page({ language: negotiate(person.locale), givenName: person.givenName, holdings, now });
  return Buffer.from(zipSync({ 'data.json': strToU8(data), 'index.html': strToU8(html) }, { level: 6, mtime: now }));
}
