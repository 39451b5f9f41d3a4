import { type SyntheticEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/Field.tsx';

type Props = {
  applied: string | null;
  /** Why the code that was tried last is none for this rental. */
  refused: string | undefined;
  busy: boolean;
  onCode: (code: string | null) => void;
};

export function PromoCode({ applied, refused, busy, onCode }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState('');
  if (applied)
    return (
      <p className="promo row">
        <span className="tag">{t('promo.applied', { code: applied })}</span>
        <button
          type="button"
          className="link"
          onClick={() => {
            setTyped('');
            setOpen(false);
            onCode(null);
          }}
        >
          {t('shell.remove')}
        </button>
      </p>
    );
  if (!open)
    return (
      <button
        type="button"
        className="link promo"
        onClick={() => {
          setOpen(true);
        }}
      >
        {t('promo.have')}
      </button>
    );
  const apply = (event: SyntheticEvent) => {
    event.preventDefault();
    const code = typed.trim().toUpperCase();
    if (code && !busy) onCode(code);
  };
  return (
    <form className="promo" onSubmit={apply} noValidate>
      <TextField
        label={t('promo.code')}
        value={typed}
        error={refused}
        autoFocus
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        maxLength={40}
        onText={setTyped}
      />
      <Button type="submit" tone="quiet" compact busy={busy && t('promo.applying')}>
        {t('promo.apply')}
      </Button>
    </form>
  );
}
