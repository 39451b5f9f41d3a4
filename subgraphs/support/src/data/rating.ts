import type { Sql } from '@ycyw/service/sql';
import type { PersonalKey } from '@ycyw/service/vault';
import { conversationColumns, one, type Conversation } from './conversation.ts';
import { sealedColumns } from './sealedColumns.ts';

const { about } = sealedColumns.ratingComment;

export const openComment = (key: PersonalKey, sealed: Uint8Array | null): string | null => sealed && key.open(sealed, about);

/** What the customer thinks of a locked conversation; when they said so first stays. */
export async function rate(
  tx: Sql,
  key: PersonalKey,
  id: string,
  { rating, comment }: { rating: number; comment: string | null },
  now: Date,
): Promise<Conversation> {
  return one(
    await tx.$queryRaw<Conversation[]>`
      UPDATE conversation SET rating = ${rating}, rating_comment = ${comment === null ? null : key.seal(comment, about)}, rated_at = coalesce(rated_at, ${now}),
        touched_at = now()
      WHERE id = ${id}::uuid RETURNING ${conversationColumns}`,
  );
}
