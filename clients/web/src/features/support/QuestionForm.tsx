import { problemsOf, requiredProblem } from '@ycyw/core/fieldProblem';
import { StartConversationDocument } from '@ycyw/core/generated/graphql';
import { messageLength, messageLimit } from '@ycyw/core/messageLog';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/Field.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useCheckedForm } from '../../ui/useCheckedForm.ts';
import { useIdempotencyKey } from '../../ui/useIdempotencyKey.ts';

type Props = { booking: string | undefined; onStarted: (conversationId: string) => void };

export function QuestionForm({ booking, onStarted }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const [{ fetching, error }, start] = useMutation(StartConversationDocument);
  const keyFor = useIdempotencyKey();
  const [subject, setSubject] = useState(booking ? t('chat.aboutSubject', { reference: booking }) : '');
  const [body, setBody] = useState('');
  const length = messageLength(body);
  const tooLong = length > messageLimit;
  const send = async () => {
    const input = { subject: subject.trim(), body: body.trim(), bookingReference: booking ?? null };
    const { data } = await start({ input: { ...input, clientId: keyFor(input) } });
    if (data) onStarted(data.startConversation.id);
  };
  const problems = problemsOf({ subject: requiredProblem(subject), body: tooLong ? 'required' : requiredProblem(body) });
  const { form, errorOf } = useCheckedForm(problems, () => void send());
  const bodyError = tooLong ? t('chat.tooLong', { count: length - messageLimit }) : errorOf('body');
  return (
    <form {...form} className="stack sheet" aria-labelledby="new">
      <h2 id="new">{t('chat.new')}</h2>
      {booking && (
        <p>
          <span className="tag plain">{t('chat.aboutBooking', { reference: booking })}</span>
        </p>
      )}
      <TextField
        label={t('chat.subject')}
        hint={t('chat.subjectHint')}
        maxLength={120}
        error={errorOf('subject')}
        value={subject}
        onText={setSubject}
      />
      <div className="field">
        <label htmlFor={id}>{t('chat.firstMessage')}</label>
        <textarea
          id={id}
          className="input"
          rows={5}
          aria-describedby={`${id}-count`}
          aria-invalid={bodyError ? true : undefined}
          value={body}
          onChange={(event) => {
            setBody(event.target.value);
          }}
        />
        <span className={bodyError ? 'error' : 'hint'} id={`${id}-count`}>
          {!errorOf('body') || tooLong ? `${String(length)}/${String(messageLimit)}` : bodyError}
          {tooLong && ` • ${String(bodyError)}`}
        </span>
      </div>
      {error && <Problem failure={error} />}
      <Button type="submit" busy={fetching && t('chat.starting')}>
        {t('chat.start')}
      </Button>
    </form>
  );
}
