import { claire, openAgency, type House } from './agency.ts';
import { aDriver, aHold, aQuote, book } from './rental.ts';

let house: House;
beforeAll(async () => {
  house = await openAgency({ 'CDG EDMV': 4 });
});
afterAll(() => house.close());

const driver = aDriver({ familyName: 'MARKER', licenceNumber: 'MARKER 1', email: 'MARKER@example.com', phone: '+33 6 98 76 54 32' });
const markers = /MARKER|98 76 54|4d41524b4552/;

async function everything(): Promise<string> {
  const tables = await house.db.$queryRaw<{ name: string }[]>`
    SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`;
  const rows: unknown[] = [];
  for (const { name } of tables) rows.push(await house.db.$queryRawUnsafe(`SELECT t::text FROM "${name}" t`));
  return JSON.stringify(rows);
}

const read = (viewer: object, reference: string, guestToken?: string | null) =>
  house.ask<{ booking: { driver: Record<string, unknown> | null } | null }>(
    viewer,
    'query ($r: String!, $t: String) { booking(reference: $r, guestToken: $t) { driver { familyName email phone } } }',
    { r: reference, t: guestToken },
  );

const shown = { familyName: 'MARKER', email: 'MARKER@example.com', phone: '+33 6 98 76 54 32' };

test.each([
  ['a customer', claire],
  ['a guest', {}],
])('keeps nothing of the driver of %s in the clear', async (_, viewer) => {
  const { data } = await book(house, viewer, await aQuote(house, viewer), driver);
  const { booking, guestToken } = data.bookQuote;
  const kept = await everything();
  expect(kept).toContain(booking?.id);
  expect(kept).not.toMatch(markers);
  expect((await read(viewer, booking?.reference ?? '', guestToken)).data.booking?.driver).toEqual(shown);
});

test('shows no driver once the customer was erased', async () => {
  const gone = { ...claire, id: '019a0000-0000-7000-8000-00000000dead' };
  const { reference } = await aHold(house, gone);
  await house.world.vault.erase(gone.id, 'EU');
  expect((await read(gone, reference)).data.booking?.driver).toBeNull();
});
