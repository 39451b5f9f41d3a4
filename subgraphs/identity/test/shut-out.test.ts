import { setTimeout as pause } from 'node:timers/promises';
import { hashPassword } from '../src/crypto/password-hash.ts';
import { endSessions } from '../src/data/session.ts';
import { setPassword } from '../src/data/user.ts';
import { aHouse, askReset, aUser, password, reset, signIn, tokenIn, type House } from './house.ts';

const changeEmail = 'mutation ($email: String!) { changeEmail(email: $email) { sentTo } }';
const confirm = 'mutation ($token: String!) { confirmEmail(token: $token) }';
const change = 'mutation ($next: String!) { changePassword(next: $next) }';
const next = 'un autre mot bien à moi';

let house: House;
beforeAll(async () => {
  house = await aHouse();
});
afterAll(() => house.stop());

const stepped = { steppedUpAt: Date.now() };
const resetBy = async (email: string, mails: number) => {
  await house.ask(askReset, { email });
  return house.ask(reset, { token: tokenIn(await house.mailTo(email, mails)), password: next });
};

describe('whoever is shut out by a new password', () => {
  test.each([
    ['that a mail proved', (email: string) => resetBy(email, 2)],
    ['chosen in a session', (_email: string, viewer: object) => house.ask(change, { next }, { ...viewer, ...stepped })],
  ])('%s gets no address of theirs put on the account', async (how, renew) => {
    const email = `shut-${String(how.length)}@example.org`;
    const thief = `thief-${String(how.length)}@example.net`;
    const { id, viewer } = await aUser(house, { email });
    await house.ask(changeEmail, { email: thief }, { ...viewer, ...stepped });
    const token = tokenIn(await house.mailTo(thief));
    // One whose mail the thief's server put off.
    const [late] = await house.db.outgoingMail.createManyAndReturn({
      data: [{ id: viewer.sessionId ?? '', kind: 'EMAIL_CHANGE', userId: id, region: 'EU', createdAt: new Date(), dueAt: new Date(9e12) }],
    });
    expect((await renew(email, viewer)).codes).toEqual([]);
    expect((await house.ask(confirm, { token })).codes).toEqual(['TOKEN_EXPIRED']);
    expect(await house.db.outgoingMail.count({ where: { id: late?.id ?? '' } })).toBe(0);
  });
});

test('an address that was mistyped gets no mail once another was asked for', async () => {
  const { id, viewer } = await aUser(house, { email: 'mistypes@example.org' });
  const late = { kind: 'EMAIL_CHANGE' as const, userId: id, region: 'EU' as const, createdAt: new Date(), dueAt: new Date(9e12) };
  await house.db.outgoingMail.create({ data: { ...late, id: viewer.sessionId ?? '' } });
  await house.ask(changeEmail, { email: 'meant@example.org' }, { ...viewer, ...stepped });
  expect(await house.db.outgoingMail.count({ where: { id: viewer.sessionId ?? '' } })).toBe(0);
});

test('a password that a mail gave is told to the owner and to the audit trail', async () => {
  const { id } = await aUser(house, { email: 'told@example.org' });
  await resetBy('told@example.org', 2);
  expect((await house.mailTo('told@example.org', 3)).subject).toBe('Votre mot de passe a changé');
  const acts = await house.db.outbox.findMany({ where: { payload: { path: ['actorId'], equals: id } } });
  expect(acts.map(({ payload }) => payload)).toEqual([expect.objectContaining({ action: 'identity.password.reset', subjectId: id })]);
});

const someoneWaits = async (): Promise<void> => {
  for (;;) {
    const waiting = await house.db.$queryRaw<unknown[]>`
      SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    if (waiting.length > 0) return;
    await pause(10);
  }
};

/** What signIn answers that reads the account before `ends` and would open a session after it. */
async function enterDuring(email: string, ends: (tx: Parameters<typeof setPassword>[0]) => Promise<void>) {
  let entering: ReturnType<House['ask']> | undefined;
  await house.db.$transaction(
    async (tx) => {
      await ends(tx);
      entering = house.ask(signIn, { input: { email, password } });
      await Promise.race([entering, someoneWaits()]);
    },
    { timeout: 60_000 },
  );
  return (await entering)?.codes;
}

test('nobody comes in by the password that is being replaced', async () => {
  const { id } = await aUser(house, { email: 'raced@example.org' });
  const replaced = await hashPassword(next);
  const codes = await enterDuring('raced@example.org', async (tx) => {
    await setPassword(tx, id, replaced, new Date());
    await endSessions(tx, { userId: id }, 'PASSWORD_RESET', new Date());
  });
  expect(codes).toEqual(['WRONG_CREDENTIALS']);
  expect(await house.db.session.count({ where: { userId: id, endedAt: null } })).toBe(0);
});

test('nobody comes in with the role that is being taken from them', async () => {
  const { id } = await aUser(house, { email: 'demoted@example.org' });
  await house.db.user.update({ where: { id }, data: { role: 'PARTNER' } });
  const codes = await enterDuring('demoted@example.org', async (tx) => {
    await tx.user.update({ where: { id }, data: { role: 'CUSTOMER' } });
    await endSessions(tx, { userId: id }, 'ROLE_CHANGED', new Date());
  });
  expect(codes).toEqual(['WRONG_CREDENTIALS']);
  expect(await house.db.session.count({ where: { userId: id, endedAt: null } })).toBe(0);
});
