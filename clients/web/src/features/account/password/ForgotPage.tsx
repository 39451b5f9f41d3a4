import { Link } from '@tanstack/react-router';
import { emailProblem, problemsOf } from '@ycyw/core/fieldProblem';
import { RequestPasswordResetDocument } from '@ycyw/core/generated/graphql';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../../ui/Button.tsx';
import { TextField } from '../../../ui/Field.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { PageTitle } from '../../../ui/PageTitle.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { useCheckedForm } from '../../../ui/useCheckedForm.ts';
import { MailboxLink } from '../MailboxLink.tsx';

/** Says the same whether or not the address is known. */
export function ForgotPage() {
  const { t } = useTranslation();
  const [{ data, error, fetching }, request] = useMutation(RequestPasswordResetDocument);
  const [email, setEmail] = useState('');
  const { form, errorOf } = useCheckedForm(problemsOf({ email: emailProblem(email) }), () => void request({ email: email.trim() }));
  return (
    <div className="wrap page">
      <div className="narrow stack">
        <PageTitle title={t('password.forgotTitle')}>{t('password.forgotTitle')}</PageTitle>
        {data ? (
          <>
            <Notice tone="good" title={t('password.sentTitle')} takesFocus>
              {t('password.sent', { email: email.trim() })}
            </Notice>
            <MailboxLink />
          </>
        ) : (
          <form {...form} className="stack" aria-label={t('password.forgotTitle')}>
            <p className="muted">{t('password.forgotLead')}</p>
            <TextField
              label={t('account.email')}
              type="email"
              autoComplete="username"
              error={errorOf('email')}
              value={email}
              onText={setEmail}
            />
            {error && <Problem failure={error} />}
            <Button type="submit" wide busy={fetching && t('shell.sending')}>
              {t('password.send')}
            </Button>
          </form>
        )}
        <Link className="link" to="/sign-in">
          {t('password.backToSignIn')}
        </Link>
      </div>
    </div>
  );
}
