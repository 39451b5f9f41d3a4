import type { Ask } from '@ycyw/service/graph';
import type { Logger } from '@ycyw/service/log';
import type { Post } from '@ycyw/service/mail/smtp';
import type { Region } from '@ycyw/service/viewer';
import type { Desk } from '../actions/desk.ts';
import type { Sign } from '../domain/mail/replyAddress.ts';

/** What mails come in and go out by. */
export interface MailRoom {
  desk: Desk;
  log: Logger;
  /** Asks the graph as this service. */
  ask: Ask;
  post: Post;
  /** Where people write to, in lower case. */
  address: string;
  /** The name by which the server that receives for us signs its verdicts. */
  authservId: string;
  /** With which the provider signs what it hands on; two during a rotation. */
  secrets: readonly string[];
  /** The region of people without an account. */
  region: Region;
  /** The web client's address, without a slash at its end. */
  publicUrl: string;
}

/** Signs the ids of conversations in our reply addresses, by the key of the blind indexes, which never changes. */
export const signs =
  ({ vault }: Pick<Desk, 'vault'>): Sign =>
  (conversationId) =>
    vault.blindIndex(conversationId, 'conversation.reply');
