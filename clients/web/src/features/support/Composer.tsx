import { messageLength, messageLimit } from '@ycyw/core/messageLog';
import { type KeyboardEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useTakenFocus } from '../../ui/useTakenFocus.ts';

type Props = { onSend: (body: string) => void; /** Where it came in place of what had the focus. */ takesFocus: boolean };

/** Counts as the server does: Unicode code points, after trimming. */
export function Composer({ onSend, takesFocus }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const [text, setText] = useState('');
  const box = useTakenFocus<HTMLTextAreaElement>(takesFocus);
  const length = messageLength(text);
  const tooLong = length > messageLimit;

  const send = () => {
    if (length === 0 || tooLong) return;
    onSend(text);
    setText('');
    box.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // Enter also ends a word in input methods for Chinese or Japanese: that one is not ours.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div className="pill">
        <textarea
          ref={box}
          rows={1}
          aria-label={t('chat.composer')}
          aria-describedby={id}
          aria-invalid={tooLong || undefined}
          placeholder={t('chat.placeholder')}
          value={text}
          onKeyDown={onKeyDown}
          onChange={(event) => {
            setText(event.target.value);
          }}
        />
        {length > 0 && (
          <button type="submit" aria-disabled={tooLong || undefined}>
            {t('chat.send')}
          </button>
        )}
      </div>
      <small id={id}>
        <span className={tooLong ? 'over' : undefined}>{`${String(length)}/${String(messageLimit)}`}</span> • {t('chat.hint')}
      </small>
      {tooLong && (
        <small className="over" role="alert">
          {t('chat.tooLong', { count: length - messageLimit })}
        </small>
      )}
    </form>
  );
}
