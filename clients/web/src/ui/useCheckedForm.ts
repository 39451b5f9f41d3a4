import type { FieldProblem, FieldProblems } from '@ycyw/core/fieldProblem';
import { type RefObject, type SyntheticEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

type CheckedForm<Field extends string> = {
  /** For the form element. */
  form: { ref: RefObject<HTMLFormElement | null>; noValidate: true; onSubmit: (event: SyntheticEvent) => void; onInput: () => void };
  /** In words, from the first attempt on. */
  errorOf: (field: Field) => string | undefined;
};

/** Names of fields that hold something of which the browser makes no value: half a date reads as none. */
const halfTyped = (form: HTMLFormElement | null): string[] =>
  [...(form?.querySelectorAll('input') ?? [])].filter((input) => input.validity.badInput).map((input) => input.name);

/** A form that says beside its fields what is wrong, and leads to the first of them; `send` only hears of it when nothing is. */
export function useCheckedForm<Field extends string>(problems: FieldProblems<Field>, send: () => unknown): CheckedForm<Field> {
  const { t } = useTranslation();
  const ref = useRef<HTMLFormElement>(null);
  const [tried, setTried] = useState(false);
  const [half, setHalf] = useState<readonly string[]>([]);
  const onSubmit = (event: SyntheticEvent) => {
    event.preventDefault();
    const unread = halfTyped(ref.current);
    const sound = Object.keys(problems).length === 0 && unread.length === 0;
    setHalf(unread);
    setTried(!sound);
    if (sound) send();
    // The first field to mend exists only after this render.
    else requestAnimationFrame(() => ref.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus());
  };
  const errorOf = (field: Field) => {
    const problem: FieldProblem | undefined = tried ? (half.includes(field) ? 'badDate' : problems[field]) : undefined;
    return problem && t(`field.${problem}`);
  };
  const onInput = () => {
    if (half.length > 0) setHalf(halfTyped(ref.current));
  };
  return { form: { ref, noValidate: true, onSubmit, onInput }, errorOf };
}
