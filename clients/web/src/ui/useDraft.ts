import { useState } from 'react';

type Bound = { value: string; error: string | undefined; autoComplete: 'off'; onText: (text: string) => void };

/** What is typed into a form that people do not fill in for themselves, each field bound with what is wrong with it. */
export function useDraft<Draft extends Record<string, string>>(blank: Draft) {
  const [draft, setDraft] = useState(blank);
  const binding =
    (...said: readonly ((field: keyof Draft & string) => string | undefined)[]) =>
    (field: keyof Draft & string): Bound => ({
      value: draft[field] ?? '',
      error: said.map((of) => of(field)).find(Boolean),
      autoComplete: 'off',
      onText: (text) => {
        setDraft({ ...draft, [field]: text });
      },
    });
  return { draft, binding };
}
