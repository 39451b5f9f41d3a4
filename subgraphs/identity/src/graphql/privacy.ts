import { Refusal } from '@ycyw/service/refusal';
import { choiceHistory, choose, currentChoices, optOut, type CurrentChoices } from '../data/privacy-choice.ts';
import type { Person } from '../data/user.ts';
import { changesOf, sendsGpc } from '../domain/privacy.ts';
import type { IdentityContext } from './context.ts';
import { requirePerson } from './person.ts';
import type { UserNode } from './user.ts';

type Owner = Pick<Person, 'id' | 'region'>;

/** Takes the Global Privacy Control of this request, if it has one, as the person's opt-out of sale and sharing. */
export async function honourGpc({ db, clock, headers }: IdentityContext, owner: Owner): Promise<void> {
  if (!sendsGpc(headers)) return;
  const { choices } = await currentChoices(db, owner);
  if (choices.SALE_OR_SHARING) await db.$transaction((tx) => optOut(tx, owner, clock.now()));
}

const shown = (owner: Owner, { choices, updatedAt }: CurrentChoices) => ({
  marketing: choices.MARKETING,
  personalisation: choices.PERSONALISATION,
  saleOrSharing: choices.SALE_OR_SHARING,
  updatedAt,
  history: (_args: unknown, { db }: IdentityContext) => choiceHistory(db, owner.id),
});

/** Account.privacy: only one's own browser speaks for oneself. */
export async function privacy(owner: UserNode, _args: unknown, context: IdentityContext) {
  if (context.viewer.id === owner.id) await honourGpc(context, owner);
  return shown(owner, await currentChoices(context.db, owner));
}

export interface PrivacyChoicesInput {
  marketing?: boolean | null;
  personalisation?: boolean | null;
  saleOrSharing?: boolean | null;
}

export async function setPrivacyChoices(_root: unknown, { input }: { input: PrivacyChoicesInput }, context: IdentityContext) {
  const { db, clock, headers, users } = context;
  const { id } = requirePerson(context.viewer);
  const owner = await users.load(id);
  if (!owner) throw new Refusal('UNAUTHENTICATED');
  await honourGpc(context, owner);
  const wished = { MARKETING: input.marketing, PERSONALISATION: input.personalisation, SALE_OR_SHARING: input.saleOrSharing };
  const decide = (current: CurrentChoices['choices']) => changesOf(current, wished, sendsGpc(headers));
  return shown(owner, await db.$transaction((tx) => choose(tx, owner, 'PERSON', decide, clock.now())));
}
