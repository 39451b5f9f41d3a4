import { Link } from '@tanstack/react-router';
import { newPasswordProblem, problemsOf } from '@ycyw/core/fieldProblem';
import { ResetPasswordDocument } from '@ycyw/core/generated/graphql';
import { readRefusal } from '@ycyw/core/refusal';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../../ui/Button.tsx';
import { TextField } from '../../../ui/Field.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { PageTitle } from '../../../ui/PageTitle.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { useCheckedForm } from '../../../ui/useCheckedForm.ts';

/** Where the link in the mail leads. */
export function ResetPage({ token }: { token: string | undefined }) {
  const { t } = useTranslation();
  const [{ data, error, fetching }, reset] = useMutation(ResetPasswordDocument);
  const [password, setPassword] = useState('');
  const { form, errorOf } = useCheckedForm(problemsOf({ password: newPasswordProblem(password) }), () => {
    void reset({ token: token ?? '', password });
  });
  const spent = !token || (error && readRefusal(error).code === 'TOKEN_EXPIRED');
  const title = spent ? t('account.verifyFailedTitle') : t('password.resetTitle');
  return (
    <div className="wrap page">
      <div className="narrow stack">
        <PageTitle title={title} about={spent}>
          {title}
        </PageTitle>
        {data && (
          <>
            <Notice tone="good" takesFocus>
              {t('password.resetDone')}
            </Notice>
            <Link className="btn" to="/sign-in">
              {t('account.signIn')}
            </Link>
          </>
        )}
        {spent && (
          <>
            <p className="muted">{t('password.spent')}</p>
            <Link className="btn" to="/forgot">
              {t('password.again')}
            </Link>
          </>
        )}
        {!data && !spent && (
          <form {...form} className="stack" aria-label={t('password.resetTitle')}>
            <p className="muted">{t('password.resetHint')}</p>
            <TextField
              label={t('password.next')}
              hint={t('account.passwordHint')}
              type="password"
              autoComplete="new-password"
              error={errorOf('password')}
              value={password}
              onText={setPassword}
            />
            {error && <Problem failure={error} />}
            <Button type="submit" wide busy={fetching && t('shell.saving')}>
              {t('password.set')}
            </Button>
          </form>
        )}
      </div>
    </div>
  );
}
