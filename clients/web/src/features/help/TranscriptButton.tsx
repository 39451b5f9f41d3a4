import { MailTranscriptDocument } from '@ycyw/core/generated/graphql';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../ui/Button.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useIdempotencyKey } from '../../ui/useIdempotencyKey.ts';
import { useTakenFocus } from '../../ui/useTakenFocus.ts';

/** Has the conversation mailed to whom it is with; `upTo` is its last message, after which another copy may be asked for. */
export function TranscriptButton({ conversationId, upTo, staff }: { conversationId: string; upTo: number; staff: boolean }) {
  const { t } = useTranslation();
  const [{ fetching, data, error }, ask] = useMutation(MailTranscriptDocument);
  const keyFor = useIdempotencyKey();
  const told = useTakenFocus<HTMLSpanElement>(Boolean(data));
  if (data) {
    return (
      <span ref={told} tabIndex={-1} role="status">
        {staff ? t('help.transcript.askedStaff') : t('help.transcript.asked')}
      </span>
    );
  }
  const send = () => {
    const timeZone = staff ? null : Intl.DateTimeFormat().resolvedOptions().timeZone;
    void ask({ conversationId, timeZone, clientId: keyFor({ conversationId, upTo }) });
  };
  return (
    <>
      <Button tone="quiet" compact busy={fetching && t('help.transcript.asking')} onClick={send}>
        {staff ? t('help.transcript.askStaff') : t('help.transcript.ask')}
      </Button>
      {error && <Problem failure={error} />}
    </>
  );
}
