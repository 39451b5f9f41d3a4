import { emailProblem, problemsOf } from '@ycyw/core/fieldProblem';
import { ChangeEmailDocument } from '@ycyw/core/generated/graphql';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../../ui/Button.tsx';
import { TextField } from '../../../ui/Field.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { useCheckedForm } from '../../../ui/useCheckedForm.ts';
import { MailboxLink } from '../MailboxLink.tsx';
import { Matter } from '../Matter.tsx';

export function EmailMatter({ email }: { email: string }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [sentTo, setSentTo] = useState<string | null>(null);
  return (
    <Matter title={t('account.email')} about={t('email.about')}>
      <p>
        <strong>{email}</strong>
      </p>
      {sentTo && (
        <>
          <Notice tone="good" title={t('account.mailTitle')} takesFocus>
            {t('email.sent', { email: sentTo })}
          </Notice>
          <MailboxLink />
        </>
      )}
      {!sentTo && !open && (
        <Button
          tone="quiet"
          compact
          onClick={() => {
            setOpen(true);
          }}
        >
          {t('email.change')}
        </Button>
      )}
      {!sentTo && open && (
        <EmailForm
          onSent={setSentTo}
          onLeave={() => {
            setOpen(false);
          }}
        />
      )}
    </Matter>
  );
}

function EmailForm({ onSent, onLeave }: { onSent: (email: string) => void; onLeave: () => void }) {
  const { t } = useTranslation();
  const [{ error, fetching }, change] = useMutation(ChangeEmailDocument);
  const [email, setEmail] = useState('');
  const send = async () => {
    const { data } = await change({ email: email.trim() });
    if (data) onSent(data.changeEmail.sentTo);
  };
  const { form, errorOf } = useCheckedForm(problemsOf({ email: emailProblem(email) }), () => void send());
  return (
    <form {...form} className="stack" aria-label={t('email.change')}>
      <TextField
        autoFocus
        label={t('email.next')}
        type="email"
        autoComplete="email"
        error={errorOf('email')}
        value={email}
        onText={setEmail}
      />
      {error && <Problem failure={error} />}
      <div className="row">
        <Button type="submit" compact busy={fetching && t('shell.sending')}>
          {t('email.send')}
        </Button>
        <Button tone="quiet" compact onClick={onLeave}>
          {t('shell.cancel')}
        </Button>
      </div>
    </form>
  );
}
