import type { FieldProblems } from '@ycyw/core/fieldProblem';
import { UpdateProfileDocument, type UpdateProfileInput } from '@ycyw/core/generated/graphql';
import { readRefusal } from '@ycyw/core/refusal';
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
      // A field that the server refuses is marked only after this render.
      else requestAnimationFrame(() => form.ref.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus());
    });
  });
  const unchanged = JSON.stringify(operation?.variables.input) === JSON.stringify(input);
  const refused = error && readRefusal(error);
  // licence.number is this form's number.
  const refusedField = refused?.code === 'BAD_INPUT' && unchanged ? refused.reason?.split('.').at(-1) : undefined;
  return (
    <form {...form} className="stack" aria-label={label}>
      {children((field) => errorOf(field) ?? (field === refusedField ? t('field.refused') : undefined))}
      {error && refusedField === undefined && <Problem failure={error} />}
      <div className="row">
        <Button type="submit" tone="quiet" compact busy={fetching && t('shell.saving')}>
          {t('shell.save')}
        </Button>
        <span role="status" className="saved">
          {data && unchanged && t('shell.saved')}
        </span>
      </div>
    </form>
  );
}
