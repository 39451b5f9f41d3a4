import { aHouse, aUser, password, refresh, signIn, signOut, type House } from './house.ts';

let house: House;
beforeAll(async () => {
  house = await aHouse();
});
afterAll(() => house.stop());

const exchange = async (refreshToken: string) => {
  const { data, codes } = await house.ask(refresh, { refreshToken });
  const token = data.refreshTokens?.refreshToken;
  return { token: typeof token === 'string' ? token : '', codes };
};

test('ends the whole family when a used refresh token comes back', async () => {
  const { refreshToken: first, viewer } = await aUser(house, { email: 'family@example.org' });
  const second = (await exchange(first)).token;
  house.advance(11_000);
  expect((await exchange(first)).codes).toEqual(['TOKEN_EXPIRED']);
  expect((await exchange(second)).codes).toEqual(['TOKEN_EXPIRED']);
  expect(await house.db.session.findUnique({ where: { id: String(viewer.sessionId) } })).toMatchObject({ endReason: 'TOKEN_REUSED' });
});

test('ends the family even within the grace once the successor was used', async () => {
  const { refreshToken: first } = await aUser(house, { email: 'ahead@example.org' });
  const second = (await exchange(first)).token;
  const third = (await exchange(second)).token;
  expect((await exchange(first)).codes).toEqual(['TOKEN_EXPIRED']);
  expect((await exchange(third)).codes).toEqual(['TOKEN_EXPIRED']);
});

test('gives parallel tabs the same successor', async () => {
  const { refreshToken } = await aUser(house, { email: 'tabs@example.org' });
  const tabs = await Promise.all(Array.from({ length: 6 }, () => exchange(refreshToken)));
  expect(new Set(tabs.map(({ token }) => token)).size).toBe(1);
  expect((await exchange(tabs[0]?.token ?? '')).codes).toEqual([]);
});

test('lets a refresh token lie for 30 days and no longer', async () => {
  const a = await aUser(house, { email: 'idle@example.org' });
  house.advance(30 * 86_400_000 - 60_000);
  const next = (await exchange(a.refreshToken)).token;
  expect(next).toHaveLength(43);
  house.advance(30 * 86_400_000 + 1000);
  expect((await exchange(next)).codes).toEqual(['TOKEN_EXPIRED']);
});

test('signs out everywhere', async () => {
  const { viewer, refreshToken } = await aUser(house, { email: 'everywhere@example.org' });
  const other = await house.ask(signIn, { input: { email: 'everywhere@example.org', password } });
  const otherToken = (other.data.signIn as unknown as { tokens: { refreshToken: string } }).tokens.refreshToken;
  expect((await house.ask(signOut, { everywhere: true }, viewer)).data.signOut).toBe(true);
  expect((await exchange(refreshToken)).codes).toEqual(['TOKEN_EXPIRED']);
  expect((await exchange(otherToken)).codes).toEqual(['TOKEN_EXPIRED']);
  expect((await house.ask(signOut, {})).codes).toEqual(['UNAUTHENTICATED']);
});

describe('in a browser', () => {
  const page = { 'sec-fetch-site': 'same-origin', 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' };
  const enter = (headers: Record<string, string>) => house.ask(signIn, { input: { email: 'web@example.org', password } }, {}, { headers });
  const valueOf = (cookies: readonly string[]): string => /__Host-refresh=([^;]*)/.exec(cookies.join('; '))?.[1] ?? '';
  beforeAll(() => aUser(house, { email: 'web@example.org' }));

  test('keeps the refresh token in a host-only cookie that no script reads', async () => {
    const answer = await enter(page);
    expect(answer.data.signIn).toMatchObject({ tokens: { refreshToken: null } });
    expect(answer.cookies).toEqual([
      expect.stringMatching(/^__Host-device=[\w-]{22}\.[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict; Max-Age=34560000$/),
      expect.stringMatching(/^__Host-refresh=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict; Max-Age=2592000$/),
    ]);
    const session = await house.db.session.findFirstOrThrow({ orderBy: { createdAt: 'desc' } });
    expect(session.device).toBe('Firefox · Linux');
  });

  test('rotates by the cookie, for our own pages only', async () => {
    const cookie = `theme=dark; __Host-refresh=${valueOf((await enter(page)).cookies)}`;
    for (const site of ['cross-site', 'same-site', 'none']) {
      const answer = await house.ask(refresh, {}, {}, { headers: { 'sec-fetch-site': site, cookie } });
      expect([answer.codes, answer.cookies]).toEqual([['UNAUTHENTICATED'], []]);
    }
    expect((await house.ask(refresh, {}, {}, { headers: { cookie } })).codes).toEqual(['UNAUTHENTICATED']);
    const answer = await house.ask(refresh, {}, {}, { headers: { ...page, cookie } });
    expect(answer.data.refreshTokens).toMatchObject({ refreshToken: null });
    expect(valueOf(answer.cookies)).toHaveLength(43);
    expect(cookie).not.toContain(valueOf(answer.cookies));
  });

  test('plants no cookie for another site', async () => {
    const answer = await enter({ 'sec-fetch-site': 'cross-site' });
    expect(answer.data.signIn).toMatchObject({ tokens: { refreshToken: null } });
    expect(answer.cookies).toEqual([]);
  });

  test('signs out by the cookie when the access token is gone, and clears it', async () => {
    const cookie = `__Host-refresh=${valueOf((await enter(page)).cookies)}`;
    const out = await house.ask(signOut, {}, {}, { headers: { ...page, cookie } });
    expect(out.cookies).toEqual([expect.stringContaining('__Host-refresh=; Path=/; HttpOnly; Secure; SameSite=Strict; Max-Age=0')]);
    expect((await house.ask(refresh, {}, {}, { headers: { ...page, cookie } })).codes).toEqual(['TOKEN_EXPIRED']);
  });
});
