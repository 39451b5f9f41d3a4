import type { World } from './world.ts';
import type { People } from './running.ts';

const urlOf = `query Address($id: ID!) { attachment(id: $id) { url } }`;
const uploadOf = `mutation Attach($input: CreateAttachmentInput!) { createAttachment(input: $input) { id url } }`;
const photoOf = `query Photo($reference: String!) { booking(reference: $reference) { inspections { photos { photo { url } } } } }`;

const altered = (url: string, change: Record<string, string | null>): string => {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  for (const [name, value] of Object.entries(change)) {
    if (value === null) searchParams.delete(name);
    else searchParams.set(name, value);
  }
  return `${pathname}?${searchParams.toString()}`;
};
const askedOf = (url: string, name: string): string => new URL(url, 'http://localhost').searchParams.get(name) ?? '';
const flipped = (signature: string): string => `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;

/** Addresses of files that open what was not signed for that, one line each. */
export async function guessedAddresses(
  { system, run }: People,
  { ask, attachment, conversations, bookings }: World,
): Promise<{ asked: number; open: string[] }> {
  const [claire, bruno] = [ask('claire'), ask('bruno')];
  const read = (await claire<{ attachment: { url: string } }>(urlOf, { id: attachment.id })).attachment.url;
  const announce = async (asker: typeof claire, conversationId: string): Promise<{ id: string; url: string }> => {
    const input = { conversationId, name: 'Matrice.pdf', mediaType: 'application/pdf', bytes: 1000, clientId: `${run}-guessed` };
    return (await asker<{ createAttachment: { id: string; url: string } }>(uploadOf, { input })).createAttachment;
  };
  const upload = await announce(claire, conversations.taken.id);
  const others = await announce(bruno, conversations.queued.id);
  type Seen = { booking: { inspections: { photos: { photo: { url: string } }[] }[] } };
  const { booking } = await claire<Seen>(photoOf, { reference: bookings.returned.reference });
  const photo = booking.inspections[0]?.photos[0]?.photo.url ?? '';

  const past = String(Math.floor(Date.now() / 1000) - 60);
  const wrong = (url: string, other: string): [string, string][] => [
    ["for another's file", altered(url, { id: other })],
    ['for a file that is not there', altered(url, { id: '019a0000-0000-7000-8000-00000000dead' })],
    ['made to last', altered(url, { until: String(Number(askedOf(url, 'until')) + 3600) })],
    ['of the past', altered(url, { until: past })],
    ['with another signature', altered(url, { signature: flipped(askedOf(url, 'signature')) })],
    ['with half a signature', altered(url, { signature: askedOf(url, 'signature').slice(0, 13) })],
    ['without a signature', altered(url, { signature: null })],
    ['without a time', altered(url, { until: null })],
    ['through a folder', altered(url, { id: `../attachments/${askedOf(url, 'id')}` })],
  ];
  const questions: [method: string, how: string, path: string][] = [
    ...wrong(read, others.id).map(([how, path]): [string, string, string] => ['GET', how, path]),
    ...wrong(upload.url, others.id).map(([how, path]): [string, string, string] => ['PUT', how, path]),
    ['GET', 'signed for an upload', upload.url],
    ['PUT', 'signed for reading', read],
    ['GET', 'signed for a photo', photo.replace('/photos', '/attachments')],
    ['GET', 'signed for an attachment', read.replace('/attachments', '/photos')],
    ['POST', 'signed for reading', read],
    ['DELETE', 'signed for reading', read],
  ];
  const statusOf = async (method: string, path: string): Promise<number> => {
    const body = method === 'PUT' ? 'x'.repeat(1000) : null;
    const response = await fetch(`${system.web}${path}`, { method, body });
    await response.arrayBuffer();
    return response.status;
  };
  const open: string[] = [];
  if ((await statusOf('GET', read)) !== 200) open.push('the address of an attachment does not open it: nothing was asked of addresses');
  for (const [method, how, path] of questions) {
    const status = await statusOf(method, path);
    if (![403, 404, 405].includes(status)) open.push(`${method} of an address ${how} answers ${String(status)}`);
  }
  return { asked: questions.length, open };
}
