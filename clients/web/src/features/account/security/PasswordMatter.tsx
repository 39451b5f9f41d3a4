import { newPasswordProblem, problemsOf, requiredProblem } from '@ycyw/core/fieldProblem';
import { ChangePasswordDocument } from '@ycyw/core/generated/graphql';
import { readRefusal } from '@ycyw/core/refusal';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../../ui/Button.tsx';
import { TextField } from '../../../ui/Field.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { useCheckedForm } from '../../../ui/useCheckedForm.ts';
import { Matter } from '../Matter.tsx';

type Props = { hasPassword: boolean; onChanged: () => void };

export function PasswordMatter({ hasPassword, onChanged }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [done, setDone] = useState(false);
  const label = hasPassword ? t('password.change') : t('password.set');
  return (
    <Matter title={t('account.password')} about={hasPassword ? t('password.about') : t('password.none')}>
      {done && (
        <Notice tone="good" takesFocus>
          {t('password.changed')}
        </Notice>
      )}
      {!open && (
        <Button
          tone="quiet"
          compact
          onClick={() => {
            setOpen(true);
            setDone(false);
          }}
        >
          {label}
        </Button>
      )}
      {open && (
        <PasswordForm
          label={label}
          hasPassword={hasPassword}
          onDone={() => {
            setOpen(false);
            setDone(true);
            onChanged();
          }}
          onLeave={() => {
            setOpen(false);
          }}
        />
      )}
    </Matter>
  );
}

type FormProps = { label: string; hasPassword: boolean; onDone: () => void; onLeave: () => void };

function PasswordForm({ label, hasPassword, onDone, onLeave }: FormProps) {
  const { t } = useTranslation();
  const [{ error, fetching }, change] = useMutation(ChangePasswordDocument);
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const problems = problemsOf({ current: hasPassword ? requiredProblem(current) : undefined, next: newPasswordProblem(next) });
  const wrong = error && readRefusal(error).code === 'WRONG_CREDENTIALS';
  const send = async () => {
    const { data } = await change({ current: hasPassword ? current : null, next });
    if (data) onDone();
  };
  const { form, errorOf } = useCheckedForm(problems, () => void send());
  return (
    <form {...form} className="stack" aria-label={label}>
      {hasPassword && (
        <TextField
          autoFocus
          label={t('password.current')}
          type="password"
          autoComplete="current-password"
          error={errorOf('current') ?? (wrong ? t('password.wrong') : undefined)}
          value={current}
          onText={setCurrent}
        />
      )}
      <TextField
        label={t('password.next')}
        hint={t('account.passwordHint')}
        type="password"
        autoComplete="new-password"
        error={errorOf('next')}
        value={next}
        onText={setNext}
      />
      {error && !wrong && <Problem failure={error} />}
      <p className="small muted">{t('password.othersEnd')}</p>
      <div className="row">
        <Button type="submit" compact busy={fetching && t('shell.saving')}>
          {label}
        </Button>
        <Button tone="quiet" compact onClick={onLeave}>
          {t('shell.cancel')}
        </Button>
      </div>
    </form>
  );
}
