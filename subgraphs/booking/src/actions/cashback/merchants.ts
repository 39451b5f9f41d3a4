import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { audited } from '@ycyw/service/audit';
import { append } from '@ycyw/service/outbox';
import { Refusal } from '@ycyw/service/refusal';
import type { Sql } from '@ycyw/service/sql';
import { cleanText, withoutCardNumber } from '@ycyw/service/text';
import { requireRole, requireScope, type SignedIn, type Viewer } from '@ycyw/service/viewer';
import { v7 as uuidv7 } from 'uuid';
import {
  aboutFormer,
  aboutSecret,
  insertMerchant,
  lockMerchant,
  replaceSecret,
  sealedSecretOf,
  updateMerchant,
  type Merchant,
} from '../../data/cashback/merchant.ts';
import { claim, requestKey } from '../../data/request.ts';
import { faultOf, type MerchantRate } from '../../domain/cashback/merchant.ts';
import { callerOf } from '../access.ts';
import { answerOnce } from '../once.ts';
import { isUuid } from '../quotes.ts';
import type { World } from '../world.ts';

export interface OnboardMerchantInput {
  name: string;
  url: string;
  rates: { category?: string | null; currency?: string | null; basisPoints: number }[];
  returnDays: number;
  clawbackDays: number;
  idempotencyKey: string;
}

type Change = Omit<OnboardMerchantInput, 'idempotencyKey'>;

export interface ChangeMerchantInput extends Partial<{ [Field in keyof Change]: Change[Field] | null }> {
  id: string;
  suspended?: boolean | null;
}

/** A merchant, with its secret where it was made just now: nobody is shown it a second time. */
export interface Onboarded {
  merchant: Merchant;
  secret: string | null;
}

/** How long the former secret is good after a rotation, of real time. */
const overlapMs = 24 * 3_600_000;

/** Admins, and partners, each their own; a key needs merchants:write and must not be a test key. */
function requireMerchants(viewer: Viewer): SignedIn {
  const signedIn = requireRole(viewer, 'ADMIN', 'PARTNER');
  requireScope(viewer, 'merchants:write');
  if (viewer.test) throw new Refusal('FORBIDDEN');
  return signedIn;
}

export const isOwn = (viewer: Viewer, { partnerId }: Pick<Merchant, 'partnerId'>): boolean =>
  viewer.role === 'ADMIN' || (viewer.role === 'PARTNER' && !viewer.test && partnerId === viewer.id);

function httpsUrl(text: string): string {
  const url = URL.parse(text);
  if (url?.protocol !== 'https:' || url.username || url.password || text.length > 300) throw new Refusal('BAD_INPUT', 'url');
  return url.href;
}

function checkedName(text: string): string {
  const name = withoutCardNumber(cleanText(text, 'name'), 'name');
  if (name.length < 1 || name.length > 80 || /[<>\n\t]/u.test(name)) throw new Refusal('BAD_INPUT', 'name 1…80');
  return name;
}

function checkedRates(world: World, asked: readonly OnboardMerchantInput['rates'][number][]): MerchantRate[] {
  const rates = asked.map(({ category, currency, basisPoints }) => ({
    category: category ?? null,
    currency: currency ?? null,
    basisPoints,
  }));
  const fault = faultOf(rates);
  if (fault) throw new Refusal('BAD_INPUT', fault);
  if (rates.some(({ currency }) => currency !== null && !world.tariff.currencies[currency])) throw new Refusal('BAD_INPUT', 'currency');
  return rates;
}

function checkedDays<Days extends Pick<Merchant, 'returnDays' | 'clawbackDays'>>(merchant: Days): Days {
  const { returnDays, clawbackDays } = merchant;
  if (returnDays < 0 || returnDays > 180) throw new Refusal('BAD_INPUT', 'returnDays 0…180');
  if (clawbackDays < returnDays || clawbackDays > 730) throw new Refusal('BAD_INPUT', `clawbackDays ${String(returnDays)}…730`);
  return merchant;
}

const newSecret = (): string => `ycyw_whsec_${randomBytes(32).toString('base64url')}`;

export const note = (
  tx: Sql,
  viewer: Viewer,
  id: string,
  doing: 'onboarded' | 'approved' | 'approvalWithdrawn' | 'changed' | 'secretRotated' | 'paid',
  now: Date,
  detail: Record<string, string | number> = {},
) => {
  const means = viewer.scopes && { keyId: viewer.sessionId };
  return append(
    tx,
    [audited(viewer, { action: `booking.merchant.${doing}`, subjectKind: 'merchant', subjectId: id, detail: { ...detail, ...means } })],
    now,
  );
};

async function requireKnown(world: World, viewer: Viewer, id: string): Promise<Merchant> {
  const merchant = isUuid(id) ? await world.merchants.get(id) : null;
  if (!merchant || !isOwn(viewer, merchant)) throw new Refusal('NOT_FOUND');
  return merchant;
}

/** Takes a shop in, a partner's subject to an admin's approval; what its webhooks are signed with is in the answer, once. Safe to repeat: the repetition shows no secret. */
export function onboardMerchant(world: World, viewer: Viewer, input: OnboardMerchantInput): Promise<Onboarded> {
  const signedIn = requireMerchants(viewer);
  const request = requestKey('onboardMerchant', callerOf(world, signedIn, signedIn.id), input);
  const again = async (id: string): Promise<Onboarded> => ({ merchant: await requireKnown(world, viewer, id), secret: null });
  return answerOnce(world, request, again, async () => {
    const now = world.clock.now();
    const { returnDays, clawbackDays } = input;
    const merchant: Merchant = checkedDays({
      id: uuidv7(),
      partnerId: signedIn.role === 'PARTNER' ? signedIn.id : null,
      region: world.region,
      name: checkedName(input.name),
      url: httpsUrl(input.url),
      rates: checkedRates(world, input.rates),
      returnDays,
      clawbackDays,
      state: 'ACTIVE',
      approvedAt: signedIn.role === 'ADMIN' ? now : null,
      limits: [],
    });
    const secret = newSecret();
    const key = await world.vault.keyOf(merchant.id, merchant.region);
    await world.sql.$transaction(async (tx) => {
      await claim(tx, request, merchant.id, now);
      await insertMerchant(tx, merchant, key.seal(secret, aboutSecret), now);
      await note(tx, viewer, merchant.id, 'onboarded', now);
    });
    world.merchants.heard(merchant.id);
    return { merchant, secret };
  });
}

/** What an admin approves. */
const termsOf = ({ rates, returnDays, clawbackDays }: Merchant) => [rates, returnDays, clawbackDays];

/**
 * Changes what is said of a merchant, or suspends it: a suspended one sells nothing new, its refunds and confirmations are still heard. Where
 * its partner changes its terms it waits for approval again. Repeating changes nothing.
 */
export async function changeMerchant(world: World, viewer: Viewer, { id, suspended, ...change }: ChangeMerchantInput): Promise<Merchant> {
  requireMerchants(viewer);
  await requireKnown(world, viewer, id);
  const now = world.clock.now();
  const changed = await world.sql.$transaction(async (tx) => {
    const merchant = await lockMerchant(tx, id);
    if (!merchant) throw new Refusal('NOT_FOUND');
    const asked: Merchant = checkedDays({
      ...merchant,
      name: checkedName(change.name ?? merchant.name),
      url: httpsUrl(change.url ?? merchant.url),
      rates: checkedRates(world, change.rates ?? merchant.rates),
      returnDays: change.returnDays ?? merchant.returnDays,
      clawbackDays: change.clawbackDays ?? merchant.clawbackDays,
      state: (suspended ?? merchant.state === 'SUSPENDED') ? 'SUSPENDED' : 'ACTIVE',
    });
    const approved = viewer.role === 'ADMIN' || isDeepStrictEqual(termsOf(asked), termsOf(merchant));
    const next = { ...asked, approvedAt: approved ? merchant.approvedAt : null };
    await updateMerchant(tx, next);
    await note(tx, viewer, id, 'changed', now, { state: next.state });
    return next;
  });
  world.merchants.heard(id);
  return changed;
}

/** Gives a merchant another secret, shown once; the former one stays good for a day of real time. Safe to repeat: the repetition shows none. */
export function rotateMerchantSecret(world: World, viewer: Viewer, input: { id: string; idempotencyKey: string }): Promise<Onboarded> {
  const signedIn = requireMerchants(viewer);
  const { id } = input;
  const request = requestKey('rotateMerchantSecret', callerOf(world, signedIn, signedIn.id), input);
  const again = async (): Promise<Onboarded> => ({ merchant: await requireKnown(world, viewer, id), secret: null });
  return answerOnce(world, request, again, async () => {
    const merchant = await requireKnown(world, viewer, id);
    const now = world.clock.now();
    const secret = newSecret();
    const key = await world.vault.keyOf(merchant.id, merchant.region);
    await world.sql.$transaction(async (tx) => {
      await claim(tx, request, id, now);
      await lockMerchant(tx, id);
      const sealed = await sealedSecretOf(tx, id);
      if (!sealed) throw new Refusal('NOT_FOUND');
      const former = key.seal(key.open(sealed, aboutSecret), aboutFormer);
      await replaceSecret(tx, id, key.seal(secret, aboutSecret), former, new Date(Date.now() + overlapMs));
      await note(tx, viewer, id, 'secretRotated', now);
    });
    world.merchants.heard(id);
    return { merchant, secret };
  });
}
