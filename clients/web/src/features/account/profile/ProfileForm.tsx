import type { FieldProblems } from '@ycyw/core/fieldProblem';
import { UpdateProfileDocument, type UpdateProfileInput } from '@ycyw/core/generated/graphql';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../../ui/Button.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { useCheckedForm } from '../../../ui/useCheckedForm.ts';

type Props<Field extends string> = {
  label: string;
  problems: FieldProblems<Field>;
  input: UpdateProfileInput;
  onSaved: () => void;
  children: (errorOf: (field: Field) => string | undefined) => ReactNode;
};

/** A part of the profile with its own button; says when it is saved, until something is typed again. */
export function ProfileForm<Field extends string>({ label, problems, input, onSaved, children }: Props<Field>) {
  const { t } = useTranslation();
  const [{ data, error, fetching, operation }, update] = useMutation(UpdateProfileDocument);
  const { form, errorOf } = useCheckedForm(problems, () => {
    void update({ input }).then((answer) => {
      if (answer.data) onSaved();
    });
  });
  const saved = data && JSON.stringify(operation?.variables.input) === JSON.stringify(input);
  return (
    <form {...form} className="stack" aria-label={label}>
      {children(errorOf)}
      {error && <Problem failure={error} />}
      <div className="row">
        <Button type="submit" tone="quiet" compact busy={fetching && t('shell.saving')}>
          {t('shell.save')}
        </Button>
        <span role="status" className="saved">
          {saved && t('shell.saved')}
        </span>
      </div>
    </form>
  );
}
