import type { FieldProblem, FieldProblems } from '@ycyw/core/fieldProblem';
import { type RefObject, type SyntheticEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

type CheckedForm<Field extends string> = {
  /** For the form element. */
  form: { ref: RefObject<HTMLFormElement | null>; noValidate: true; onSubmit: (event: SyntheticEvent) => void };
  /** In words, from the first attempt on. */
  errorOf: (field: Field) => string | undefined;
};

/** A form that says beside its fields what is wrong, and leads to the first of them; `send` only hears of it when nothing is. */
export function useCheckedForm<Field extends string>(problems: FieldProblems<Field>, send: () => unknown): CheckedForm<Field> {
  const { t } = useTranslation();
  const ref = useRef<HTMLFormElement>(null);
  const [tried, setTried] = useState(false);
  const onSubmit = (event: SyntheticEvent) => {
    event.preventDefault();
    const sound = Object.keys(problems).length === 0;
    setTried(!sound);
    if (sound) send();
    // The first field to mend exists only after this render.
    else requestAnimationFrame(() => ref.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus());
  };
  const errorOf = (field: Field) => {
    const problem: FieldProblem | undefined = tried ? problems[field] : undefined;
    return problem && t(`field.${problem}`);
  };
  return { form: { ref, noValidate: true, onSubmit }, errorOf };
}
