import type { ServerResponse } from 'node:http';
import { languages, negotiate, type Language } from '@ycyw/service/language';
import type { Route } from '@ycyw/service/serve';
import { validate } from 'uuid';
import { isDocumentLink, type DocumentLink } from '../actions/signature.ts';
import type { World } from '../actions/world.ts';
import { findDocument } from '../data/billing/document.ts';
import { buyerOf } from '../data/billing/sealedBuyer.ts';
import { invoicePdf } from './pdf/invoicePdf.ts';
import { invoiceUbl } from './ubl/invoiceUbl.ts';

const over: Readonly<Record<Language, string>> = {
  fr: 'Ce lien n’est plus valable. Ouvrez le document depuis votre réservation.\n',
  en: 'This link is no longer good. Open the document from your booking.\n',
};
const guarded = { 'cache-control': 'private, no-store', 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' };
const types = { pdf: 'application/pdf', xml: 'application/xml; charset=utf-8' };

function refuse(response: ServerResponse, language: Language): void {
  response.writeHead(404, { ...guarded, 'content-type': 'text/plain; charset=utf-8' }).end(over[language]);
}

function linkOf(asked: URLSearchParams): DocumentLink | null {
  const [id, format, wanted] = [asked.get('id') ?? '', asked.get('format'), asked.get('language')];
  const language = languages.find((each) => each === wanted);
  return validate(id) && language && (format === 'pdf' || format === 'xml') ? { id, format, language } : null;
}

/** At most two are drawn at a time: each holds a core for as long as it takes. */
const drawing = { now: 0, waiting: [] as (() => void)[] };
async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  if (drawing.now >= 2) await new Promise<void>((go) => drawing.waiting.push(go));
  else drawing.now += 1;
  try {
    return await work();
  } finally {
    const next = drawing.waiting.shift();
    if (next) next();
    else drawing.now -= 1;
  }
}

/** GET /documents?id=…&format=pdf|xml&language=…&until=…&signature=…: a document, drawn from what was frozen, for whoever has a link of the last quarter of an hour. 404 for anything else. */
export const documentRoute =
  (world: Pick<World, 'sql' | 'vault' | 'signingKey'>): Route =>
  async (request, response) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://booking');
    const link = linkOf(searchParams);
    const isGood = link && isDocumentLink(world.signingKey, link, searchParams.get('until') ?? '', searchParams.get('signature') ?? '');
    const document = isGood ? await findDocument(world.sql, link.id) : null;
    if (!link || !document) return void refuse(response, negotiate(request.headers['accept-language']));
    const buyer = await buyerOf(world.vault, document);
    const body =
      link.format === 'pdf'
        ? await inTurn(() => invoicePdf(document, buyer, link.language))
        : Buffer.from(invoiceUbl(document, buyer, link.language));
    response
      .writeHead(200, {
        ...guarded,
        'content-type': types[link.format],
        'content-length': body.length,
        'content-language': link.language,
        'content-disposition': `inline; filename="${document.number}.${link.format}"`,
      })
      .end(body);
  };
