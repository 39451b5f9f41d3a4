import { messageLength, messageLimit } from '@ycyw/core/messageLog';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';

type Props = {
  body: string;
  /** Whether it may be left without words. */ mayBeEmpty: boolean;
  onSave: (body: string) => Promise<string | null>;
  onLeave: () => void;
};

/** A message of one's own, being written anew. `onSave` gives what it was refused with. */
export function EditBox({ body, mayBeEmpty, onSave, onLeave }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState(body);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const box = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    box.current?.focus();
    box.current?.setSelectionRange(body.length, body.length);
  }, [body]);
  const length = messageLength(text);
  const isWrong = length > messageLimit || (length === 0 && !mayBeEmpty);
  const save = async () => {
    if (isWrong || busy) return;
    setBusy(true);
    const reason = await onSave(text);
    setBusy(false);
    setRefused(reason);
    if (reason === null) onLeave();
  };
  return (
    <form
      className="editing"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <textarea
        ref={box}
        className="input"
        aria-label={t('chat.change.box')}
        aria-invalid={isWrong || undefined}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onLeave();
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          void save();
        }}
      />
      {refused && <small role="alert">{refused}</small>}
      <span className="row">
        <small className={length > messageLimit ? 'over' : undefined}>{`${String(length)}/${String(messageLimit)}`}</small>
        <Button tone="quiet" compact onClick={onLeave}>
          {t('chat.change.leave')}
        </Button>
        <Button type="submit" compact busy={busy && t('chat.sending')} aria-disabled={isWrong || undefined}>
          {t('chat.change.save')}
        </Button>
      </span>
    </form>
  );
}
