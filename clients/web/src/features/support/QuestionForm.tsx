import { StartConversationDocument } from '@ycyw/core/generated/graphql';
import { messageLength, messageLimit } from '@ycyw/core/messageLog';
import { type SyntheticEvent, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/Field.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useIdempotencyKey } from '../../ui/useIdempotencyKey.ts';

type Props = { booking: string | undefined; onStarted: (conversationId: string) => void };

export function QuestionForm({ booking, onStarted }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const [{ fetching, error }, start] = useMutation(StartConversationDocument);
  const keyFor = useIdempotencyKey();
  const [subject, setSubject] = useState(booking ? t('chat.aboutSubject', { reference: booking }) : '');
  const [body, setBody] = useState('');
  const box = useRef<HTMLTextAreaElement>(null);
  const length = messageLength(body);
  const tooLong = length > messageLimit;
  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (length === 0 || tooLong) box.current?.focus();
    if (length === 0 || tooLong || subject.trim() === '') return;
    const input = { subject: subject.trim(), body: body.trim(), bookingReference: booking ?? null };
    const { data } = await start({ input: { ...input, clientId: keyFor(input) } });
    if (data) onStarted(data.startConversation.id);
  };
  return (
    <form className="stack sheet" aria-labelledby="new" onSubmit={(event) => void submit(event)}>
      <h2 id="new">{t('chat.new')}</h2>
      {booking && (
        <p>
          <span className="tag plain">{t('chat.aboutBooking', { reference: booking })}</span>
        </p>
      )}
      <TextField label={t('chat.subject')} hint={t('chat.subjectHint')} required maxLength={120} value={subject} onText={setSubject} />
      <div className="field">
        <label htmlFor={id}>{t('chat.firstMessage')}</label>
        <textarea
          ref={box}
          id={id}
          className="input"
          rows={5}
          required
          aria-describedby={`${id}-count`}
          aria-invalid={tooLong || undefined}
          value={body}
          onChange={(event) => {
            setBody(event.target.value);
          }}
        />
        <span className={tooLong ? 'error' : 'hint'} id={`${id}-count`}>
          <span>{`${String(length)}/${String(messageLimit)}`}</span>
          {tooLong && ` • ${t('chat.tooLong', { count: length - messageLimit })}`}
        </span>
      </div>
      {error && <Problem failure={error} />}
      <Button type="submit" busy={fetching && t('chat.starting')}>
        {t('chat.start')}
      </Button>
    </form>
  );
}
