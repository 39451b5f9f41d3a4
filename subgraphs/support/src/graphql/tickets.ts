import { isStaff } from '@ycyw/service/viewer';
import { Refusal } from '@ycyw/service/refusal';
import { mailTranscript, type MailTranscriptInput } from '../actions/mail/mailTranscript.ts';
import { sendContactForm, type ContactFormInput } from '../actions/contact/sendContactForm.ts';
import type { Contact as ContactRow } from '../data/contact.ts';
import type { Conversation } from '../data/conversation.ts';
import { articleNamed, articlesFor, noteHelped, type Article } from '../data/faq.ts';
import { answers } from '../domain/access.ts';
import { ticketOf } from '../domain/opening.ts';
import type { Context } from './context.ts';

export const ticketQueries = {
  faq: (_: unknown, { text, first }: { text: string; first?: number | null }, { sql, language }: Context): Promise<Article[]> => {
    const size = first ?? 3;
    if (size < 1 || size > 50) throw new Refusal('BAD_INPUT', 'first');
    return articlesFor(sql, language, text, size);
  },
  faqArticle: (_: unknown, { slug }: { slug: string }, { sql, language }: Context): Promise<Article | null> =>
    articleNamed(sql, language, slug),
};

export const ticketMutations = {
  sendContactForm: async (_: unknown, { input }: { input: ContactFormInput }, context: Context) => ({
    ticket: ticketOf((await sendContactForm(context, context.viewer, context.language, input)).id),
  }),
  mailTranscript: async (_: unknown, input: MailTranscriptInput, context: Context) => {
    await mailTranscript(context, context.viewer, input);
    return true;
  },
  faqHelped: async (_: unknown, { slug }: { slug: string }, { sql, language }: Context) => {
    if (!(await noteHelped(sql, language, slug))) throw new Refusal('NOT_FOUND');
    return true;
  },
};

/** What staff see of a conversation that began outside our screens. */
export const conversationTickets = {
  contact: (row: Conversation, _: unknown, { viewer, loaders }: Context): Promise<ContactRow | null> | null =>
    row.contactId !== null && answers(viewer, row) ? loaders.contact.load(row.contactId) : null,
  unmailed: (row: Conversation, _: unknown, { viewer, loaders }: Context): Promise<number[]> | null =>
    isStaff(viewer) && answers(viewer, row) ? loaders.unmailed.load(row.id) : null,
};
