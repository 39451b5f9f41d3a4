import { Refusal } from '@ycyw/service/refusal';
import { cleanText } from '@ycyw/service/text';
import { requirePerson, type Viewer } from '@ycyw/service/viewer';
import { lockConversation, type Conversation } from '../../data/conversation.ts';
import { notify } from '../../data/notice.ts';
import { rate } from '../../data/rating.ts';
import { requireReadable } from '../../domain/access.ts';
import { idOf } from '../../domain/id.ts';
import { commentOf, ratingOf, requireRatable } from '../../domain/rating.ts';
import type { Desk } from '../desk.ts';
import { keyOfOwner } from './note.ts';

export interface RateArgs {
  id: string;
  rating: number;
  comment?: string | null;
}

/** What its customer thinks of how it went, 1 to 5: FORBIDDEN to staff, NOT_FOUND to anybody else, WRONG_STATE before it has come to an end. */
export async function rateConversation(desk: Desk, asker: Viewer, args: RateArgs): Promise<Conversation> {
  const viewer = requirePerson(asker);
  const id = idOf(args.id);
  const said = { rating: ratingOf(args.rating), comment: commentOf(cleanText(args.comment ?? '', 'comment')) };
  const key = await keyOfOwner(desk, id);
  return desk.sql.$transaction(async (tx) => {
    const { conversation, side } = requireReadable(viewer, await lockConversation(tx, id));
    if (side !== 'CUSTOMER') throw new Refusal('FORBIDDEN');
    const now = desk.clock.now();
    requireRatable(conversation, now);
    const rated = await rate(tx, key, id, said, now);
    await notify(tx, { kind: 'state', id });
    return rated;
  });
}
