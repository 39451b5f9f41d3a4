import { type AccessToken, createSession } from '../src/session.ts';

const at = Date.parse('2026-07-14T10:00:00Z');
const tokenUntil = (name: string, minutes: number): AccessToken => ({
  accessToken: name,
  expiresAt: new Date(at + minutes * 60_000).toISOString(),
});

function aSession(answers: (AccessToken | null)[], hinted: boolean) {
  const asked = { refreshes: 0, waits: [] as { milliseconds: number; then: () => void }[] };
  const session = createSession(
    {
      refresh: () => {
        asked.refreshes += 1;
        return Promise.resolve(answers.shift() ?? null);
      },
      now: () => at,
      decode: atob,
      wait: (milliseconds, then) => {
        asked.waits.push({ milliseconds, then });
        return () => undefined;
      },
    },
    hinted,
  );
  return { session, asked };
}

test('asks for nothing while there is no sign of a session', async () => {
  const { session, asked } = aSession([], false);
  expect(await session.token()).toBeNull();
  expect(asked.refreshes).toBe(0);
});

test('refreshes once however many ask at the same time', async () => {
  const { session, asked } = aSession([tokenUntil('a', 10)], true);
  expect(await Promise.all([session.token(), session.token(), session.renew()])).toEqual(['a', 'a', 'a']);
  expect(asked.refreshes).toBe(1);
});

test('renews a minute before the token expires', async () => {
  const { session, asked } = aSession([tokenUntil('b', 20)], false);
  session.begin(tokenUntil('a', 10));
  expect(asked.waits.at(-1)?.milliseconds).toBe(9 * 60_000);
  asked.waits.at(-1)?.then();
  await Promise.resolve();
  await Promise.resolve();
  expect(await session.token()).toBe('b');
});

test('takes no notice of how wrong the device’s clock is: the token says how long it lives', async () => {
  const claims = { iat: 1_000_000, exp: 1_000_600 };
  const accessToken = `head.${btoa(JSON.stringify(claims))}.signature`;
  const { session, asked } = aSession([], false);
  session.begin({ accessToken, expiresAt: new Date(1_000_600_000).toISOString() });
  expect(asked.waits.at(-1)?.milliseconds).toBe(9 * 60_000);
  expect(await session.token()).toBe(accessToken);
  expect(asked.refreshes).toBe(0);
});

test('is over when the server gives no new token', async () => {
  const { session, asked } = aSession([null], true);
  expect(await session.token()).toBeNull();
  expect(await session.token()).toBeNull();
  expect(asked.refreshes).toBe(1);
});

test('does not let a late refresh undo a sign-in', async () => {
  const { session } = aSession([null], true);
  const late = session.renew();
  session.begin(tokenUntil('mine', 10));
  expect(await late).toBe('mine');
  expect(await session.token()).toBe('mine');
});
