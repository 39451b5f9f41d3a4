import { useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TranscriptButton } from '../help/TranscriptButton.tsx';

type Props = { conversationId: string; upTo: number; staff: boolean };

/** What is seldom done with a conversation: opened by a button, left with Escape. */
export function HeaderMenu(props: Props) {
  const { t } = useTranslation();
  const id = useId();
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <div
      className="header-menu"
      onKeyDown={({ key }) => {
        if (key !== 'Escape' || !open) return;
        setOpen(false);
        button.current?.focus();
      }}
    >
      <button
        ref={button}
        type="button"
        className="more"
        aria-expanded={open}
        aria-controls={id}
        aria-label={t('chat.menu')}
        onClick={() => {
          setOpen(!open);
        }}
      >
        ⋯
      </button>
      <div id={id} hidden={!open}>
        <TranscriptButton {...props} />
      </div>
    </div>
  );
}
