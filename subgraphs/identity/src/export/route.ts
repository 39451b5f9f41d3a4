import type { ServerResponse } from 'node:http';
import type { Clock } from '@ycyw/service/clock';
import { negotiate, type Language } from '@ycyw/service/language';
import type { Route } from '@ycyw/service/serve';
import type { Vault } from '@ycyw/service/vault';
import { validate } from 'uuid';
import type { DerivedKeys } from '../crypto/derived-keys.ts';
import type { Database } from '../data/database.ts';
import { archiveColumn, readyArchive } from '../data/data-export.ts';
import { isTicket } from './ticket.ts';

const over: Readonly<Record<Language, string>> = {
  fr: 'Ce lien n’est plus valable. Demandez-en un autre dans votre compte, rubrique Confidentialité.\n',
  en: 'This link is no longer good. Ask for another one in your account, under Privacy.\n',
};
const guarded = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' };

function refuse(response: ServerResponse, language: Language): void {
  response.writeHead(404, { ...guarded, 'content-type': 'text/plain; charset=utf-8' }).end(over[language]);
}

/** GET /exports?id=…&ticket=…: the archive, for whoever has a ticket of the last five minutes. 404 for anything else. */
export const exportsRoute =
  (means: { db: Database; vault: Vault; clock: Clock; keys: DerivedKeys }): Route =>
  async (request, response) => {
    const language = negotiate(request.headers['accept-language']);
    const { searchParams } = new URL(request.url ?? '/', 'http://identity');
    const [id, ticket] = [searchParams.get('id') ?? '', searchParams.get('ticket') ?? ''];
    const now = means.clock.now();
    if (!validate(id) || !isTicket(means.keys, id, ticket, now)) return void refuse(response, language);
    const found = await readyArchive(means.db, id, now);
    const key = found && (await means.vault.keysOf([found.userId])).get(found.userId);
    if (!found?.archive || !key) return void refuse(response, language);
    const zip = Buffer.from(key.open(found.archive, archiveColumn), 'base64');
    response
      .writeHead(200, {
        ...guarded,
        'content-type': 'application/zip',
        'content-length': zip.length,
        'content-disposition': `attachment; filename="your-car-your-way-${found.createdAt.toISOString().slice(0, 10)}.zip"`,
      })
      .end(zip);
  };
