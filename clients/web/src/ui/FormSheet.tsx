import type { ComponentProps, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { CombinedError } from 'urql';
import { Button } from './Button.tsx';
import { Problem } from './Problem.tsx';

type Props = {
  form: ComponentProps<'form'>;
  title: string;
  /** On the button that sends it. */ send: string;
  busy: boolean;
  /** A refusal that belongs beside no field. */ failure: CombinedError | undefined;
  /** On the button that leaves it; "cancel" where it is left out. */ leave?: string;
  onLeave: () => void;
  children: ReactNode;
};

/** A form on a sheet of its own: its fields, what went wrong with all of it, and the two ways out. */
export function FormSheet({ form, title, send, busy, failure, leave, onLeave, children }: Props) {
  const { t } = useTranslation();
  return (
    <form {...form} className="sheet stack" aria-label={title}>
      <h2>{title}</h2>
      {children}
      {failure && <Problem failure={failure} />}
      <div className="row">
        <Button type="submit" compact busy={busy && t('shell.saving')}>
          {send}
        </Button>
        <Button tone="quiet" compact onClick={onLeave}>
          {leave ?? t('shell.cancel')}
        </Button>
      </div>
    </form>
  );
}
