import { problemsOf, requiredProblem } from '@ycyw/core/fieldProblem';
import { type FactorPartsFragment, RemovePasskeyDocument } from '@ycyw/core/generated/graphql';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../../ui/Button.tsx';
import { TextField } from '../../../ui/Field.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { Question } from '../../../ui/Question.tsx';
import { useCheckedForm } from '../../../ui/useCheckedForm.ts';
import { useFormat } from '../../../ui/useFormat.ts';
import { Matter } from '../Matter.tsx';
import { PasskeyFailure } from '../passkey/PasskeyFailure.tsx';
import { usePasskey } from '../passkey/usePasskey.ts';

type Passkey = FactorPartsFragment['passkeyList'][number];

const most = 20;

export function PasskeysMatter({ mfa, onChanged }: { mfa: FactorPartsFragment; onChanged: () => void }) {
  const { t } = useTranslation();
  const [adding, setAdding] = useState(false);
  const needed = mfa.required && !mfa.totp && mfa.passkeys === 1;
  return (
    <Matter
      title={t('passkey.title')}
      about={t('passkey.about')}
      tag={
        <span className={mfa.passkeys > 0 ? 'tag' : 'tag plain'}>
          {mfa.passkeys > 0 ? t('passkey.count', { count: mfa.passkeys }) : t('passkey.none')}
        </span>
      }
    >
      {mfa.passkeyList.length > 0 && (
        <ul className="rows">
          {mfa.passkeyList.map((passkey) => (
            <PasskeyRow key={passkey.id} passkey={passkey} needed={needed} onRemoved={onChanged} />
          ))}
        </ul>
      )}
      {needed && <p className="small muted">{t('factor.lastOne')}</p>}
      {adding && (
        <PasskeyForm
          onAdded={() => {
            setAdding(false);
            onChanged();
          }}
          onLeave={() => {
            setAdding(false);
          }}
        />
      )}
      {!adding && mfa.passkeys < most && (
        <Button
          tone="quiet"
          compact
          onClick={() => {
            setAdding(true);
          }}
        >
          {t('passkey.add')}
        </Button>
      )}
    </Matter>
  );
}

function PasskeyForm({ onAdded, onLeave }: { onAdded: () => void; onLeave: () => void }) {
  const { t } = useTranslation();
  const { busy, failure, use } = usePasskey('ENROL');
  const [name, setName] = useState('');
  const send = async () => {
    if (await use(name.trim())) onAdded();
  };
  const { form, errorOf } = useCheckedForm(problemsOf({ name: requiredProblem(name) }), () => void send());
  return (
    <form {...form} className="stack" aria-label={t('passkey.add')}>
      <TextField
        autoFocus
        label={t('passkey.name')}
        hint={t('passkey.nameHint')}
        autoComplete="off"
        maxLength={60}
        error={errorOf('name')}
        value={name}
        onText={setName}
      />
      <PasskeyFailure failure={failure} />
      <div className="row">
        <Button type="submit" compact busy={busy && t('passkey.waiting')}>
          {t('passkey.make')}
        </Button>
        <Button tone="quiet" compact onClick={onLeave}>
          {t('shell.cancel')}
        </Button>
      </div>
    </form>
  );
}

type RowProps = { passkey: Passkey; /** The only factor of somebody who must have one. */ needed: boolean; onRemoved: () => void };

function PasskeyRow({ passkey: { id, name, createdAt, lastUsedAt }, needed, onRemoved }: RowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [asking, setAsking] = useState(false);
  const [{ error, fetching }, remove] = useMutation(RemovePasskeyDocument);
  const end = async () => {
    const { data } = await remove({ id });
    setAsking(false);
    if (data) onRemoved();
  };
  return (
    <li>
      <span className="facts">
        <strong>{name}</strong>
        <span className="small muted">{t('passkey.since', { date: format.instant(createdAt, 'dated') })}</span>
        <span className="small muted">
          {lastUsedAt ? t('passkey.lastUsed', { date: format.instant(lastUsedAt, 'stamp') }) : t('passkey.unused')}
        </span>
      </span>
      {!asking && !needed && (
        <Button
          tone="quiet"
          compact
          aria-label={t('passkey.remove', { name })}
          onClick={() => {
            setAsking(true);
          }}
        >
          {t('shell.remove')}
        </Button>
      )}
      {error && <Problem failure={error} />}
      {asking && (
        <Question
          title={t('passkey.removeTitle', { name })}
          yes={t('factor.removeYes')}
          busy={fetching}
          onYes={() => void end()}
          onNo={() => {
            setAsking(false);
          }}
        />
      )}
    </li>
  );
}
