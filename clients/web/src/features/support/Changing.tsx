import type { LiveMessageFragment } from '@ycyw/core/generated/graphql';
import { useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';

type Props = { message: LiveMessageFragment; mayEdit: boolean; onEdit: () => void; onDelete: () => Promise<string | null> };

/** What may be done with a message: opened by a button, left with Escape. Removing is asked for twice. */
export function Changing({ message, mayEdit, onEdit, onDelete }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const [open, setOpen] = useState<'no' | 'menu' | 'sure'>('no');
  const [refused, setRefused] = useState<string | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const leave = () => {
    setOpen('no');
    button.current?.focus();
  };
  return (
    <div
      className="changing"
      aria-live="off"
      onKeyDown={(event) => {
        if (event.key === 'Escape' && open !== 'no') leave();
      }}
    >
      <button
        ref={button}
        type="button"
        className="more"
        aria-expanded={open !== 'no'}
        aria-controls={id}
        aria-label={t('chat.change.menu', { body: (message.body ?? '').slice(0, 40) })}
        onClick={() => {
          setOpen(open === 'no' ? 'menu' : 'no');
        }}
      >
        ⋯
      </button>
      <span id={id} role="group" aria-label={t('chat.change.actions')} hidden={open === 'no'}>
        {open === 'menu' && mayEdit && (
          <Button tone="quiet" compact onClick={onEdit}>
            {t('chat.change.edit')}
          </Button>
        )}
        {open === 'menu' && (
          <Button
            tone="quiet"
            compact
            onClick={() => {
              setOpen('sure');
            }}
          >
            {t('chat.change.delete')}
          </Button>
        )}
        {open === 'sure' && (
          <>
            <small>{t('chat.change.sure')}</small>
            <Button tone="danger" compact autoFocus onClick={() => void onDelete().then(setRefused)}>
              {t('chat.change.delete')}
            </Button>
            <Button tone="quiet" compact onClick={leave}>
              {t('chat.change.leave')}
            </Button>
          </>
        )}
        {refused && <small role="alert">{refused}</small>}
      </span>
    </div>
  );
}
