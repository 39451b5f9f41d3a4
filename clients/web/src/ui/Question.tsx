import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './Button.tsx';
import './question.css';
import { useTakenFocus } from './useTakenFocus.ts';

type Props = { title: string; yes: string; busy: boolean; children?: ReactNode; onYes: () => void; onNo: () => void };

/** Asks once more where it stands, before something that is not undone; Esc leaves it. */
export function Question({ title, yes, busy, children, onYes, onNo }: Props) {
  const { t } = useTranslation();
  const box = useTakenFocus<HTMLDivElement>(true);
  return (
    <div
      ref={box}
      className="asking stack"
      tabIndex={-1}
      role="group"
      aria-label={title}
      onKeyDown={({ key }) => {
        if (key === 'Escape' && !busy) onNo();
      }}
    >
      <strong>{title}</strong>
      {children}
      <div className="row">
        <Button tone="danger" compact busy={busy && t('shell.loading')} onClick={onYes}>
          {yes}
        </Button>
        <Button tone="quiet" compact onClick={onNo}>
          {t('shell.cancel')}
        </Button>
      </div>
    </div>
  );
}
