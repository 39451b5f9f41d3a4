import type { Viewer } from '@ycyw/service/viewer';
import { countryOf } from '../src/data/networks.ts';
import { aHouse, askReset, aUser, password, refresh, reset, signIn, tokenIn, type Entered, type House } from './house.ts';

const list = '{ me { account { sessions { id device place current } } } }';
const end = 'mutation ($id: ID!) { endSession(id: $id) }';
const change = 'mutation ($current: String, $next: String!) { changePassword(current: $current, next: $next) }';
const changeEmail = 'mutation ($email: String!) { changeEmail(email: $email) { sentTo } }';
const confirm = 'mutation ($token: String!) { confirmEmail(token: $token) }';
const next = 'un autre mot bien à moi';

let house: House;
beforeAll(async () => {
  house = await aHouse();
});
afterAll(() => house.stop());

const stepped = (viewer: Partial<Viewer>): Partial<Viewer> => ({ ...viewer, steppedUpAt: Date.now() });
const enter = async (email: string, secret = password, headers: Record<string, string> = {}) => {
  const { data, codes } = await house.ask(signIn, { input: { email, password: secret } }, {}, { headers });
  return { codes, tokens: (data['signIn'] as unknown as { tokens: Entered } | null)?.tokens };
};
const sessionsOf = async (viewer: Partial<Viewer>, language: 'fr' | 'en' = 'fr') =>
  ((await house.ask(list, {}, viewer, { language })).data['me'] as unknown as { account: { sessions: { id: string; device: string }[] } })
    .account.sessions;
const goesOn = async (refreshToken: string | undefined) => (await house.ask(refresh, { refreshToken })).codes.length === 0;

describe('sessions', () => {
  test('are listed with device and country, in the reader’s language, the one used last first', async () => {
    const { viewer } = await aUser(house, { email: 'places@example.org' });
    house.advance(1000);
    await enter('places@example.org', password, {
      'x-forwarded-for': '81.2.69.142',
      'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    });
    const [phone, here] = await sessionsOf(viewer);
    expect([phone, here]).toEqual([
      { id: expect.any(String) as string, device: 'Firefox · Linux', place: 'Royaume-Uni', current: false },
      { id: viewer.sessionId, device: '?', place: null, current: true },
    ]);
    expect((await sessionsOf(viewer, 'en'))[0]).toMatchObject({ place: 'United Kingdom' });
    expect(JSON.stringify(await house.db.session.findMany())).not.toContain('81.2.69');
  });

  test('are ended one by one, by their owner alone', async () => {
    const one = await aUser(house, { email: 'ends@example.org' });
    const two = await aUser(house, { email: 'stranger@example.org' });
    const { tokens } = await enter('ends@example.org');
    const [other] = (await sessionsOf(one.viewer)).filter(({ id }) => id !== one.viewer.sessionId);
    expect((await house.ask(end, { id: other?.id }, two.viewer)).codes).toEqual(['NOT_FOUND']);
    expect((await house.ask(end, { id: 'nonsense' }, one.viewer)).codes).toEqual(['NOT_FOUND']);
    expect((await house.ask(end, { id: other?.id }, { ...one.viewer, scopes: new Set() })).codes).toEqual(['FORBIDDEN']);
    expect((await house.ask(end, { id: other?.id }, one.viewer)).data['endSession']).toBe(true);
    expect([await goesOn(tokens?.refreshToken), await goesOn(one.refreshToken)]).toEqual([false, true]);
    expect(await sessionsOf(one.viewer)).toHaveLength(1);
  });

  test('know countries of either kind of address, and none of a private one', () => {
    expect(['81.2.69.142', '2001:4860:4860::8888', '192.168.1.1', 'fd00::1', '::1'].map(countryOf)).toEqual(['GB', 'US', null, null, null]);
  });
});

describe('the password', () => {
  test('changes by the present one; other sessions end and the owner is told', async () => {
    const { viewer, refreshToken } = await aUser(house, { email: 'changes@example.org' });
    const { tokens } = await enter('changes@example.org');
    expect((await house.ask(change, { current: 'a wrong password', next }, viewer)).codes).toEqual(['WRONG_CREDENTIALS']);
    expect((await house.ask(change, { current: password, next: 'changes@example.org' }, viewer)).codes).toEqual(['WEAK_PASSWORD']);
    expect((await house.ask(change, { current: password, next }, viewer)).data['changePassword']).toBe(true);
    expect([await goesOn(tokens?.refreshToken), await goesOn(refreshToken)]).toEqual([false, true]);
    expect([(await enter('changes@example.org')).codes, (await enter('changes@example.org', next)).codes]).toEqual([
      ['WRONG_CREDENTIALS'],
      [],
    ]);
    expect((await house.mailTo('changes@example.org', 2)).subject).toBe('Votre mot de passe a changé');
  });

  test('changes without the present one after a step-up only, and kills a reset on its way', async () => {
    const { viewer } = await aUser(house, { email: 'keyed@example.org' });
    await house.ask(askReset, { email: 'keyed@example.org' });
    const token = tokenIn(await house.mailTo('keyed@example.org', 2));
    expect((await house.ask(change, { next }, viewer)).codes).toEqual(['STEP_UP_REQUIRED']);
    expect((await house.ask(change, { next }, stepped(viewer))).data['changePassword']).toBe(true);
    expect((await house.ask(reset, { token, password: 'somebody else’s choice' })).codes).toEqual(['TOKEN_EXPIRED']);
  });

  test('is guessed at ten times in a session, and no more', async () => {
    const { viewer } = await aUser(house, { email: 'guessed@example.org' });
    const guess = async () => (await house.ask(change, { current: 'a wrong password', next }, viewer)).codes[0];
    const codes = await Promise.all(Array.from({ length: 12 }, guess));
    expect(codes.filter((code) => code === 'RATE_LIMITED')).toHaveLength(2);
    expect((await enter('guessed@example.org')).codes).toEqual([]);
  });
});

describe('the address', () => {
  test('changes when the mail to the new one is answered, and the old one is told', async () => {
    const { id, viewer } = await aUser(house, { email: 'before@example.org' });
    expect((await house.ask(changeEmail, { email: 'after@example.org' }, viewer)).codes).toEqual(['STEP_UP_REQUIRED']);
    await house.ask(askReset, { email: 'before@example.org' });
    const old = tokenIn(await house.mailTo('before@example.org', 2));
    const asked = await house.ask(changeEmail, { email: 'after@example.org' }, stepped(viewer));
    expect(asked.data['changeEmail']).toEqual({ sentTo: 'after@example.org' });
    const mail = await house.mailTo('after@example.org');
    expect(mail.html).toContain('/confirm-email?token=');
    expect((await enter('before@example.org')).codes).toEqual([]);
    const answers = await Promise.all([1, 2, 3].map(() => house.ask(confirm, { token: tokenIn(mail) })));
    expect(answers.map(({ codes }) => codes[0]).filter((code) => code === undefined)).toHaveLength(1);
    expect([(await enter('before@example.org')).codes, (await enter('after@example.org')).codes]).toEqual([['WRONG_CREDENTIALS'], []]);
    expect((await house.mailTo('before@example.org', 3)).subject).toBe('L’adresse de votre compte a changé');
    expect((await house.ask(reset, { token: old, password: next })).codes).toEqual(['TOKEN_EXPIRED']);
    expect((await house.db.user.findUniqueOrThrow({ where: { id } })).version).toBe(2);
  });

  test('gets the same answer when it is taken, and stays', async () => {
    await aUser(house, { email: 'taken@example.org' });
    const { viewer } = await aUser(house, { email: 'wants@example.org' });
    const asked = await house.ask(changeEmail, { email: 'Taken@example.org' }, stepped(viewer));
    expect([asked.codes, asked.data['changeEmail']]).toEqual([[], { sentTo: 'Taken@example.org' }]);
    expect((await house.mailTo('Taken@example.org')).text).not.toContain('token=');
  });

  test('is refused when it was taken between the mail and its answer', async () => {
    const { viewer } = await aUser(house, { email: 'slow@example.org' });
    await house.ask(changeEmail, { email: 'contested@example.org' }, stepped(viewer));
    const token = tokenIn(await house.mailTo('contested@example.org'));
    await aUser(house, { email: 'Contested@example.org' });
    expect((await house.ask(confirm, { token })).codes).toEqual(['TOKEN_EXPIRED']);
    expect((await enter('slow@example.org')).codes).toEqual([]);
  });

  test('is nowhere in plain text while the change waits', async () => {
    const { viewer } = await aUser(house, { email: 'plain@example.org' });
    await house.stopMails();
    await house.ask(changeEmail, { email: 'marker-address@example.org' }, stepped(viewer));
    const rows = await house.db.outgoingMail.findMany({ where: { kind: 'EMAIL_CHANGE' } });
    expect(rows.length).toBeGreaterThan(0);
    for (const { address } of rows) expect(Buffer.from(address ?? []).toString()).not.toContain('marker');
    expect(
      JSON.stringify(await house.db.outbox.findMany(), (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
    ).not.toContain('marker');
  });
});
