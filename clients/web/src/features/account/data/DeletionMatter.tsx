import { problemsOf } from '@ycyw/core/fieldProblem';
import { DeleteAccountDocument } from '@ycyw/core/generated/graphql';
import { readRefusal } from '@ycyw/core/refusal';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../../ui/Button.tsx';
import { TextField } from '../../../ui/Field.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { useCheckedForm } from '../../../ui/useCheckedForm.ts';
import { Matter } from '../Matter.tsx';
import { keptExport } from './keptExport.ts';

const consequences = ['access', 'data', 'law', 'back'] as const;

/** The end of the account: what it means, then a word to type. */
export function DeletionMatter({ onDeleted }: { onDeleted: (deletionId: string) => void }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <Matter title={t('deletion.title')} about={t('deletion.about')}>
      {!open && (
        <Button
          tone="danger"
          compact
          onClick={() => {
            setOpen(true);
          }}
        >
          {t('deletion.begin')}
        </Button>
      )}
      {open && (
        <DeletionForm
          onDeleted={onDeleted}
          onLeave={() => {
            setOpen(false);
          }}
        />
      )}
    </Matter>
  );
}

function DeletionForm({ onDeleted, onLeave }: { onDeleted: (deletionId: string) => void; onLeave: () => void }) {
  const { t } = useTranslation();
  const [{ error, fetching }, end] = useMutation(DeleteAccountDocument);
  const [typed, setTyped] = useState('');
  const word = t('deletion.word');
  const send = async () => {
    const { data } = await end({});
    if (!data) return;
    keptExport.forget();
    onDeleted(data.deleteAccount.id);
  };
  const agreed = typed.trim().toLocaleLowerCase() === word;
  const { form, errorOf } = useCheckedForm(problemsOf({ word: agreed ? undefined : 'word' }), () => void send());
  return (
    <form {...form} className="stack" aria-label={t('deletion.begin')}>
      <ul className="consequences">
        {consequences.map((each) => (
          <li key={each}>{t(`deletion.consequence.${each}`)}</li>
        ))}
      </ul>
      <TextField
        autoFocus
        label={t('deletion.type', { word })}
        autoComplete="off"
        spellCheck={false}
        error={errorOf('word')}
        value={typed}
        onText={setTyped}
      />
      {error && <Problem failure={error} hint={readRefusal(error).code === 'WRONG_STATE' ? t('deletion.waits') : undefined} />}
      <div className="row">
        <Button type="submit" tone="danger" compact busy={fetching && t('shell.loading')}>
          {t('deletion.yes')}
        </Button>
        <Button tone="quiet" compact onClick={onLeave}>
          {t('deletion.no')}
        </Button>
      </div>
    </form>
  );
}
