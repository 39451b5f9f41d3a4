import { createLocalJWKSet, decodeProtectedHeader, jwtVerify, type JSONWebKeySet } from 'jose';
import { addNextKey, retireKeys } from '../src/data/signing-key.ts';
import { retirement } from '../src/domain/signing-key.ts';
import { newKey, signer, type Signer } from '../src/signer.ts';
import { rotateSigningKey } from '../src/signing-keys.ts';
import { aHouse, aUser, password, signIn, type House } from './house.ts';

let house: House;
beforeAll(async () => {
  house = await aHouse();
  await aUser(house, { email: 'steady@example.org' });
});
afterAll(() => house.stop());

const minute = 60_000;
const kidOf = (token: string) => decodeProtectedHeader(token).kid;
const subject = { userId: 'u', role: 'CUSTOMER', region: 'EU', agencies: null, sessionId: 's', steppedUpAt: null };
const now = () => house.means.clock.now();

/** A router that has its key set from one instance and asks for another only after ten minutes: the worst that we allow for. */
function router(of: Signer) {
  let held: { keys: JSONWebKeySet; until: number } | undefined;
  return async (token: string): Promise<boolean> => {
    if (!held || held.until <= now().getTime()) held = { keys: await of.jwks(), until: now().getTime() + 10 * minute };
    const keys = createLocalJWKSet(held.keys);
    return jwtVerify(token, keys, { issuer: 'identity', audience: 'ycyw', currentDate: now() }).then(
      () => true,
      () => false,
    );
  };
}

/** Sign-ins and verifications, minute by minute, with a rotation in the midst of what routers remember. */
async function underLoad(
  minutes: number,
  rotate: () => Promise<unknown>,
): Promise<{ requests: number; failed: number; kids: Set<unknown> }> {
  const { db, keys, clock } = house.means;
  const instances = [signer(db, keys.signing, clock), signer(db, keys.signing, clock)] as const;
  const routers = [router(instances[0]), router(instances[1])];
  const kids = new Set<unknown>();
  let alive: { token: string; until: number }[] = [];
  let requests = 0;
  let failed = 0;
  for (let at = 0; at < minutes; at += 1) {
    if (at === 13) await rotate();
    const { data } = await house.ask(signIn, { input: { email: 'steady@example.org', password } });
    const own = (data['signIn'] as unknown as { tokens: { accessToken: string } }).tokens.accessToken;
    const others = await Promise.all(instances.map((each) => each.accessToken(subject)));
    for (const token of [own, ...others.map(({ accessToken }) => accessToken)]) {
      alive.push({ token, until: now().getTime() + 10 * minute - 1000 });
      kids.add(kidOf(token));
    }
    for (const verify of routers) {
      const verdicts = await Promise.all(alive.map(({ token }) => verify(token)));
      requests += verdicts.length;
      failed += verdicts.filter((good) => !good).length;
    }
    house.advance(minute);
    await retireKeys(db, retirement(now()), now());
    alive = alive.filter(({ until }) => until > now().getTime());
  }
  return { requests, failed, kids };
}

test('rotates under load and loses nobody', async () => {
  const { requests, failed, kids } = await underLoad(55, () => rotateSigningKey(house.means.db, house.means.keys.signing, now()));
  expect(requests).toBeGreaterThan(3000);
  expect([failed, kids.size]).toEqual([0, 2]);
  const rows = await house.db.signingKey.findMany({ orderBy: { createdAt: 'asc' } });
  expect(rows.map(({ retiredAt, privateSealed }) => [retiredAt === null, privateSealed === null])).toEqual([
    [false, true],
    [true, false],
  ]);
  expect((await house.means.signer.jwks()).keys.map(({ kid }) => kid)).toEqual([rows[1]?.kid]);
});

test('would lose people if the new key signed at once', async () => {
  const { failed } = await underLoad(25, async () => addNextKey(house.means.db, await newKey(house.means.keys.signing), now(), now()));
  expect(failed).toBeGreaterThan(0);
});

test('does not overtake a key that waits, however many rotate at once', async () => {
  const rotate = () => rotateSigningKey(house.means.db, house.means.keys.signing, now());
  const [next, ...others] = await Promise.all([rotate(), rotate(), rotate()]);
  expect(others.map(({ kid }) => kid)).toEqual([next.kid, next.kid]);
  const signs = kidOf((await house.means.signer.accessToken(subject)).accessToken);
  expect(signs).not.toBe(next.kid);
  house.advance(23 * minute);
  expect(kidOf((await house.means.signer.accessToken(subject)).accessToken)).toBe(next.kid);
});
