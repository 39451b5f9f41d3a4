import { unfilled } from '@ycyw/core/cannedReply';
import { messageLength, messageLimit } from '@ycyw/core/messageLog';
import { type KeyboardEvent, useEffect, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useTakenFocus } from '../../ui/useTakenFocus.ts';
import { PickedFiles } from './Picked.tsx';
import { accepted, type useFiles } from './useFiles.ts';
import { useKeptText } from './useKeptText.ts';

type Props = {
  /** Of the person and the conversation: what is being written is kept under it; null where it may not be kept. */
  draftKey: string | null;
  /** Null where none can be sent. */
  files: ReturnType<typeof useFiles> | null;
  onSend: (body: string, files: readonly { id: string; name: string }[]) => void;
  onTyping: (typing: boolean) => void;
  /** Where it came in place of what had the focus. */
  takesFocus: boolean;
  /** A slash in an empty message: gives what puts words there. */
  onSlash?: ((put: (words: string) => void) => void) | undefined;
};

/** Counts as the server does: Unicode code points, after trimming. */
export function Composer({ draftKey, files, onSend, onTyping, takesFocus, onSlash }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const [text, setText] = useKeptText(draftKey);
  const box = useTakenFocus<HTMLTextAreaElement>(takesFocus);
  const chooser = useRef<HTMLInputElement>(null);
  const length = messageLength(text);
  const tooLong = length > messageLimit;
  const picked = files?.files ?? [];
  const wanted = picked.filter(({ problem }) => problem === null);
  const isUploading = wanted.some((each) => each.id === null);
  const hasFailed = picked.length > wanted.length;
  const isEmpty = length === 0 && wanted.length === 0;
  const mayNot = tooLong || isUploading || hasFailed || isEmpty;
  useEffect(
    () => () => {
      onTyping(false);
    },
    [onTyping],
  );

  const blanks = onSlash ? unfilled(text) : [];
  const put = (words: string) => {
    setText(words);
    box.current?.focus();
  };
  const send = () => {
    if (mayNot || blanks.length > 0) return;
    onSend(
      text,
      wanted.flatMap((each) => (each.id ? [{ id: each.id, name: each.file.name }] : [])),
    );
    setText('');
    files?.clear();
    box.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === '/' && text === '' && onSlash) {
      event.preventDefault();
      onSlash(put);
      return;
    }
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
      {files && (
        <PickedFiles
          files={picked}
          onRemove={(clientId) => {
            files.remove(clientId);
            box.current?.focus();
          }}
          onRetry={files.retry}
        />
      )}
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
          onPaste={(event) => {
            const pasted = [...event.clipboardData.files];
            if (!files || pasted.length === 0) return;
            event.preventDefault();
            files.pick(pasted);
          }}
          onChange={(event) => {
            setText(event.target.value);
            onTyping(event.target.value.trim() !== '');
          }}
        />
        {files && (
          <>
            <input
              ref={chooser}
              type="file"
              multiple
              hidden
              accept={accepted.join(',')}
              aria-label={t('chat.files.choose')}
              onChange={(event) => {
                files.pick([...(event.target.files ?? [])]);
                event.target.value = '';
              }}
            />
            <button type="button" className="join" title={t('chat.files.hint')} onClick={() => chooser.current?.click()}>
              {t('chat.files.join')}
            </button>
          </>
        )}
        {!(length === 0 && picked.length === 0) && (
          <button type="submit" aria-disabled={mayNot || undefined}>
            {t('chat.send')}
          </button>
        )}
      </div>
      <small id={id}>
        <span className={tooLong ? 'over' : undefined}>{`${String(length)}/${String(messageLimit)}`}</span> • {t('chat.hint')}
      </small>
      {!files && <small>{t('confidential.wordsAlone')}</small>}
      {hasFailed && <small role="status">{t('chat.files.blocked')}</small>}
      {blanks.length > 0 && (
        <small className="over" role="alert">
          {t('desk.missing', { names: blanks.map((name) => `{${name}}`).join(' ') })}
        </small>
      )}
      {tooLong && (
        <small className="over" role="alert">
          {t('chat.tooLong', { count: length - messageLimit })}
        </small>
      )}
    </form>
  );
}
