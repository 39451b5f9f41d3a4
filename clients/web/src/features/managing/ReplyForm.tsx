import { problemsOf, requiredProblem } from '@ycyw/core/fieldProblem';
import {
  type CannedRepliesQuery,
  ChangeCannedReplyDocument,
  CreateCannedReplyDocument,
  type SupportLanguage,
} from '@ycyw/core/generated/graphql';
import { messageLength, messageLimit } from '@ycyw/core/messageLog';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { TextField } from '../../ui/Field.tsx';
import { FormSheet } from '../../ui/FormSheet.tsx';
import { useCheckedForm } from '../../ui/useCheckedForm.ts';
import { useDraft } from '../../ui/useDraft.ts';
import { useFieldRefusal } from '../fleet/useFieldRefusal.ts';
import { ReplyBody } from './ReplyBody.tsx';

type Props = {
  language: SupportLanguage;
  /** Null: a new one. */ reply: CannedRepliesQuery['cannedReplies'][number] | null;
  onLeave: () => void;
  onDone: (title: string) => void;
};
type Field = 'title' | 'body';

export function ReplyForm({ language, reply, onLeave, onDone }: Props) {
  const { t } = useTranslation();
  const [creating, create] = useMutation(CreateCannedReplyDocument);
  const [changing, change] = useMutation(ChangeCannedReplyDocument);
  const { draft, binding } = useDraft({ title: reply?.title ?? '', body: reply?.body ?? '' });
  const problems = problemsOf<Field>({
    title: requiredProblem(draft.title),
    body: requiredProblem(draft.body) ?? (messageLength(draft.body) > messageLimit ? 'refused' : undefined),
  });
  const { form, errorOf } = useCheckedForm<Field>(problems, async () => {
    const input = { title: draft.title.trim(), body: draft.body.trim() };
    const { data } = reply ? await change({ input: { ...input, id: reply.id } }) : await create({ input: { ...input, language } });
    if (data) onDone(input.title);
  });
  const { refusedAt, rest } = useFieldRefusal<Field>(creating.error ?? changing.error, form.ref, {
    title: ['title', t('managing.titleTaken')],
    body: ['body', t('managing.badVariable')],
  });
  const bind = binding(errorOf, refusedAt);
  return (
    <FormSheet
      form={form}
      title={
        reply ? t('managing.changeOf', { title: reply.title }) : t('managing.newReplyIn', { language: t(`desk.language.${language}`) })
      }
      send={t('managing.saveReply')}
      busy={creating.fetching || changing.fetching}
      failure={rest}
      onLeave={onLeave}
    >
      <TextField autoFocus label={t('managing.replyTitle')} maxLength={80} lang={language} {...bind('title')} />
      <ReplyBody language={language} {...bind('body')} />
    </FormSheet>
  );
}
