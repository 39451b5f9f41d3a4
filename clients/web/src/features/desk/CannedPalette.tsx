import { fillReply, type ReplyVariable } from '@ycyw/core/cannedReply';
import { CannedRepliesDocument, type SupportLanguage } from '@ycyw/core/generated/graphql';
import { type KeyboardEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Modal } from '../../ui/Modal.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useTakenFocus } from '../../ui/useTakenFocus.ts';

type Props = {
  language: SupportLanguage;
  values: Readonly<Partial<Record<ReplyVariable, string | null>>>;
  onChosen: (words: string) => void;
  onLeave: () => void;
};

/** Answers kept ready, found by typing and taken by Enter: a list box that the field above it leads. */
export function CannedPalette({ language, values, onChosen, onLeave }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const field = useTakenFocus<HTMLInputElement>(true);
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const [{ data, error }] = useQuery({ query: CannedRepliesDocument, variables: { language, text: text.trim() || null } });
  const replies = data?.cannedReplies ?? [];
  const current = replies[Math.min(at, replies.length - 1)];
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      if (replies.length > 0) setAt((Math.min(at, replies.length - 1) + step + replies.length) % replies.length);
    }
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault();
      if (current) onChosen(fillReply(current.body, values).text);
    }
  };
  return (
    <Modal label={t('desk.palette')} onLeave={onLeave}>
      <div className="palette">
        <input
          ref={field}
          className="input"
          role="combobox"
          aria-label={t('desk.paletteSearch')}
          aria-expanded={replies.length > 0}
          aria-controls={`${id}-list`}
          aria-activedescendant={current ? `${id}-${current.id}` : undefined}
          placeholder={t('desk.paletteSearch')}
          maxLength={80}
          value={text}
          onKeyDown={onKeyDown}
          onChange={(event) => {
            setText(event.target.value);
            setAt(0);
          }}
        />
        {error && <Problem failure={error} />}
        <div role="listbox" id={`${id}-list`} aria-label={t('desk.palette')}>
          {replies.map((reply) => (
            <button
              key={reply.id}
              id={`${id}-${reply.id}`}
              type="button"
              role="option"
              tabIndex={-1}
              aria-selected={reply.id === current?.id}
              ref={(option) => {
                if (reply.id === current?.id) option?.scrollIntoView({ block: 'nearest' });
              }}
              onClick={() => {
                onChosen(fillReply(reply.body, values).text);
              }}
            >
              <b>{reply.title}</b>
              <span>{fillReply(reply.body, values).text}</span>
            </button>
          ))}
        </div>
        <p className="muted small" role="status">
          {data && replies.length === 0 && t('desk.paletteNone')}
        </p>
      </div>
    </Modal>
  );
}
