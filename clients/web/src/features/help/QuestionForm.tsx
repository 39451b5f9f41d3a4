import { problemsOf, requiredProblem } from '@ycyw/core/fieldProblem';
import { StartConversationDocument } from '@ycyw/core/generated/graphql';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CombinedError, useClient, useMutation } from 'urql';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/Field.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useCheckedForm } from '../../ui/useCheckedForm.ts';
import { useIdempotencyKey } from '../../ui/useIdempotencyKey.ts';
import { startConfidential } from '../confidential/startConfidential.ts';
import { Answered } from './Answered.tsx';
import { isTooLong, MessageField } from './MessageField.tsx';
import { Proposals } from './Proposals.tsx';

type Props = { booking: string | undefined; viewerId: string; onStarted: (conversationId: string) => void };

export function QuestionForm({ booking, viewerId, onStarted }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const [{ fetching, error }, start] = useMutation(StartConversationDocument);
  const keyFor = useIdempotencyKey();
  const [subject, setSubject] = useState(booking ? t('chat.aboutSubject', { reference: booking }) : '');
  const [body, setBody] = useState('');
  const [answered, setAnswered] = useState(false);
  const client = useClient();
  const [confidential, setConfidential] = useState(false);
  const [sealing, setSealing] = useState<'no' | 'working' | 'failed' | CombinedError>('no');
  const confide = async () => {
    const opening = { body: body.trim(), bookingReference: booking ?? null };
    setSealing('working');
    try {
      const started = await startConfidential(client, viewerId, { ...opening, clientId: keyFor(opening) });
      if ('id' in started) onStarted(started.id);
      else setSealing(started.error);
    } catch (failure) {
      setSealing(failure instanceof CombinedError ? failure : 'failed');
    }
  };
  const send = async () => {
    if (confidential) {
      await confide();
      return;
    }
    const input = { subject: subject.trim(), body: body.trim(), bookingReference: booking ?? null };
    const { data } = await start({ input: { ...input, clientId: keyFor(input) } });
    if (data) onStarted(data.startConversation.id);
  };
  const problems = problemsOf({
    subject: confidential ? undefined : requiredProblem(subject),
    body: isTooLong(body) ? 'required' : requiredProblem(body),
  });
  const { form, errorOf } = useCheckedForm(problems, () => void send());
  if (answered) {
    return (
      <Answered
        onGoOn={() => {
          setAnswered(false);
        }}
      />
    );
  }
  return (
    <form {...form} className="stack sheet" aria-labelledby="new">
      <h2 id="new">{t('chat.new')}</h2>
      {booking && (
        <p>
          <span className="tag plain">{t('chat.aboutBooking', { reference: booking })}</span>
        </p>
      )}
      {/* Asked first: until it is, nobody knows what may leave this device. */}
      <label className="check">
        <input
          type="checkbox"
          checked={confidential}
          aria-describedby={`${id}-confidential`}
          onChange={(event) => {
            setConfidential(event.target.checked);
          }}
        />
        {t('confidential.choose')}
      </label>
      {confidential && (
        <p className="small muted" id={`${id}-confidential`}>
          {t('confidential.chooseNote')}
        </p>
      )}
      {!confidential && (
        <TextField
          label={t('chat.subject')}
          hint={t('chat.subjectHint')}
          maxLength={120}
          error={errorOf('subject')}
          value={subject}
          onText={setSubject}
        />
      )}
      <MessageField label={t('chat.firstMessage')} value={body} onText={setBody} error={errorOf('body')} />
      {/* By the subject alone: what is written may yet become confidential. */}
      {!confidential && (
        <Proposals
          text={subject}
          onAnswered={() => {
            setAnswered(true);
          }}
        />
      )}
      {error && <Problem failure={error} />}
      {sealing === 'failed' && (
        <p className="error" role="alert">
          {t('confidential.cannot')}
        </p>
      )}
      {typeof sealing === 'object' && <Problem failure={sealing} />}
      <Button type="submit" busy={(fetching || sealing === 'working') && t('chat.starting')}>
        {t('chat.start')}
      </Button>
    </form>
  );
}
