import { generateSync } from 'otplib';
import { viewerOf, signIn, password, type Entered, type House } from './house.ts';

export const startTotp = 'mutation { startTotpEnrolment { secret otpauthUrl } }';
export const confirmTotp = 'mutation ($code: String!) { confirmTotpEnrolment(code: $code) { codes } }';
export const removeTotp = 'mutation { removeTotp { totp passkeys recoveryCodesLeft required } }';
export const renewCodes = 'mutation { renewRecoveryCodes { codes } }';
export const stepUp =
  'mutation ($method: SecondFactor, $password: String, $code: String) { stepUp(method: $method, password: $password, code: $code) { accessToken refreshToken } }';
export const challenged =
  'mutation ($input: SignInInput!) { signIn(input: $input) { __typename ... on SecondFactorRequired { challenge methods } } }';
export const secondStep =
  'mutation ($challenge: ID!, $method: SecondFactor!, $code: String!) { verifySecondFactor(challenge: $challenge, method: $method, code: $code) { user { id } tokens { accessToken refreshToken } } }';
export const mfa = '{ me { role account { mfa { totp passkeys recoveryCodesLeft required passkeyList { id name lastUsedAt } } } } }';

/** The code of the step that the house's clock shows, or of one beside it. */
export const codeOf = (house: House, secret: string, steps = 0): string =>
  generateSync({ secret, epoch: Math.floor(house.means.clock.now().getTime() / 1000) + steps * 30 });

/** Moves the house's clock to where a step has just begun: what follows has half a minute to stay in it. */
export const atStepStart = (house: House): number => house.advance(30_000 - (house.means.clock.now().getTime() % 30_000));

export interface Protected extends Entered {
  secret: string;
  codes: string[];
}

/** Adds TOTP to somebody's account; the code of the present step is used by it. */
export async function withTotp(house: House, user: Entered): Promise<Protected> {
  const started = await house.ask(startTotp, {}, user.viewer);
  const secret = String(started.data.startTotpEnrolment?.secret);
  const confirmed = await house.ask(confirmTotp, { code: codeOf(house, secret) }, user.viewer);
  return { ...user, secret, codes: confirmed.data.confirmTotpEnrolment?.codes as string[] };
}

/** The challenge that the password gets. */
export async function challengeOf(house: House, email: string): Promise<string> {
  const { data } = await house.ask(challenged, { input: { email, password } });
  return String(data.signIn?.challenge);
}

/** A new session of whoever needs the password only. */
export async function enter(house: House, email: string, secret = password): Promise<Entered> {
  const { data } = await house.ask(signIn, { input: { email, password: secret } });
  const { user, tokens } = data.signIn as unknown as { user: { id: string }; tokens: Entered };
  return { ...tokens, id: user.id, viewer: await viewerOf(house, tokens.accessToken) };
}
