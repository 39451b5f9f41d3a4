import { readRefusal } from '@ycyw/core/refusal';
import { type RefObject, useEffect } from 'react';
import type { CombinedError } from 'urql';

/** By code, or of BAD_INPUT by what the server names: beside which field it is said, and how. */
type Said<Field extends string> = Readonly<Record<string, readonly [Field, string]>>;

type FieldRefusal<Field extends string> = {
  refusedAt: (field: Field) => string | undefined;
  /** What belongs beside no field. */
  rest: CombinedError | undefined;
};

/** A refusal said beside the field that it is about, which takes the focus. */
export function useFieldRefusal<Field extends string>(
  error: CombinedError | undefined,
  form: RefObject<HTMLFormElement | null>,
  said: Said<Field>,
): FieldRefusal<Field> {
  const refusal = error && readRefusal(error);
  const cause = refusal?.code === 'BAD_INPUT' ? (/^\w*/.exec(refusal.reason ?? '')?.[0] ?? '') : (refusal?.code ?? '');
  const beside = said[cause];
  useEffect(() => {
    if (error) form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus();
  }, [error, form]);
  return { refusedAt: (field) => (beside?.[0] === field ? beside[1] : undefined), rest: beside ? undefined : error };
}
