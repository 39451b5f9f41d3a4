import { AddNoteDocument, type NotePartsFragment } from '@ycyw/core/generated/graphql';
import { type KeyboardEvent, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../ui/Button.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useFormat } from '../../ui/useFormat.ts';
import { useIdempotencyKey } from '../../ui/useIdempotencyKey.ts';
import { useTakenFocus } from '../../ui/useTakenFocus.ts';
import { useKeptText } from '../support/useKeptText.ts';

/** The notes of a stretch of time, in the stream between what was said. */
export function Notes({ notes }: { notes: readonly NotePartsFragment[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return notes.map(({ id, body, writtenAt, author }) => (
    <div key={id} className="private-note">
      <span className="by">
        {t('desk.noteBy', { name: author?.displayName ?? t('chat.unknown') })}{' '}
        <time dateTime={writtenAt}>{format.instant(writtenAt, 'time')}</time>
      </span>
      <p>{body ?? <em>{t('desk.noteGone')}</em>}</p>
    </div>
  ));
}

type FormProps = { conversationId: string; viewerId: string; onDone: () => void };

/** Writes a note for the team. */
export function NoteForm({ conversationId, viewerId, onDone }: FormProps) {
  const { t } = useTranslation();
  const id = useId();
  const [text, setText] = useKeptText(`note ${viewerId} ${conversationId}`);
  const [{ fetching, error }, add] = useMutation(AddNoteDocument);
  const keyFor = useIdempotencyKey();
  const box = useTakenFocus<HTMLTextAreaElement>(true);
  const save = async () => {
    const body = text.trim();
    if (body === '' || fetching) return;
    const { data } = await add({ conversationId, body, clientId: keyFor({ conversationId, body }) });
    if (!data) return;
    setText('');
    onDone();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onDone();
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void save();
  };
  return (
    <form
      className="note-form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <label htmlFor={id}>
        {t('desk.note')} <span className="small">{t('desk.noteHint')}</span>
      </label>
      <textarea
        ref={box}
        id={id}
        className="input"
        rows={2}
        maxLength={2000}
        value={text}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setText(event.target.value);
        }}
      />
      {error && <Problem failure={error} />}
      <div className="row">
        <Button type="submit" compact busy={fetching && t('desk.taking')}>
          {t('desk.saveNote')}
        </Button>
        <Button tone="quiet" compact onClick={onDone}>
          {t('desk.cancel')}
        </Button>
      </div>
    </form>
  );
}
