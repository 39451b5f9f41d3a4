import { problemsOf, requiredProblem } from '@ycyw/core/fieldProblem';
import { CreateApiKeyDocument } from '@ycyw/core/generated/graphql';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../../ui/Button.tsx';
import { TextField } from '../../../ui/Field.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { useCheckedForm } from '../../../ui/useCheckedForm.ts';
import { useIdempotencyKey } from '../../../ui/useIdempotencyKey.ts';
import { type Scope, scopes, scopeWords } from './scopes.ts';
import type { NewSecret } from './SecretShown.tsx';

type Props = { onMade: (made: NewSecret) => void; onLeave: () => void };

export function KeyForm({ onMade, onLeave }: Props) {
  const { t } = useTranslation();
  const [{ error, fetching }, create] = useMutation(CreateApiKeyDocument);
  const keyFor = useIdempotencyKey();
  const [name, setName] = useState('');
  const [test, setTest] = useState(true);
  const [chosen, setChosen] = useState<readonly Scope[]>(['offers:read']);
  const [cost, setCost] = useState('');
  const problems = problemsOf({
    name: requiredProblem(name),
    scopes: chosen.length === 0 ? 'noScope' : undefined,
    cost: cost === '' || /^[1-9]\d{0,6}$/.test(cost.trim()) ? undefined : 'badNumber',
  });
  const send = async () => {
    const input = { name: name.trim(), scopes: [...chosen], test, costPerMinute: cost === '' ? null : Number(cost) };
    const { data } = await create({ input: { ...input, idempotencyKey: keyFor(input) } });
    if (data) onMade(data.createApiKey);
  };
  const { form, errorOf } = useCheckedForm(problems, () => void send());
  const scopeError = errorOf('scopes');
  return (
    <form {...form} className="stack sheet key-form" aria-labelledby="new-key">
      <h2 id="new-key">{t('apiKeys.create')}</h2>
      <TextField
        autoFocus
        label={t('apiKeys.name')}
        hint={t('apiKeys.nameHint')}
        autoComplete="off"
        maxLength={60}
        error={errorOf('name')}
        value={name}
        onText={setName}
      />
      <fieldset>
        <legend>{t('apiKeys.mode')}</legend>
        {([true, false] as const).map((each) => (
          <label key={String(each)} className="check">
            <input
              type="radio"
              name="mode"
              checked={test === each}
              onChange={() => {
                setTest(each);
              }}
            />
            <span>
              {each ? t('apiKeys.test') : t('apiKeys.live')}
              <small>{each ? t('apiKeys.testAbout') : t('apiKeys.liveAbout')}</small>
            </span>
          </label>
        ))}
      </fieldset>
      <fieldset aria-describedby={scopeError && 'scopes-note'}>
        <legend>{t('apiKeys.scopes')}</legend>
        {scopes.map((scope) => (
          <label key={scope} className="check">
            <input
              type="checkbox"
              checked={chosen.includes(scope)}
              aria-invalid={scopeError ? true : undefined}
              onChange={({ target }) => {
                setChosen(scopes.filter((other) => (other === scope ? target.checked : chosen.includes(other))));
              }}
            />
            <span>
              <code>{scope}</code>
              <small>{t(`apiKeys.scope.${scopeWords[scope]}`)}</small>
            </span>
          </label>
        ))}
        {scopeError && (
          <p className="error" id="scopes-note">
            {scopeError}
          </p>
        )}
      </fieldset>
      <TextField
        label={t('apiKeys.cost')}
        hint={t('apiKeys.costHint')}
        inputMode="numeric"
        autoComplete="off"
        maxLength={7}
        error={errorOf('cost')}
        value={cost}
        onText={setCost}
      />
      {error && <Problem failure={error} />}
      <div className="row">
        <Button type="submit" busy={fetching && t('shell.loading')}>
          {test ? t('apiKeys.makeTest') : t('apiKeys.makeLive')}
        </Button>
        <Button tone="quiet" onClick={onLeave}>
          {t('shell.cancel')}
        </Button>
      </div>
    </form>
  );
}
