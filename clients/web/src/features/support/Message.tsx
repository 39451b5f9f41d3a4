import type { LiveMessageFragment } from '@ycyw/core/generated/graphql';
import { readRefusal } from '@ycyw/core/refusal';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CombinedError } from 'urql';
import { useFormat } from '../../ui/useFormat.ts';
import { useTakenFocus } from '../../ui/useTakenFocus.ts';
import { Translation } from '../translation/Translation.tsx';
import type { TranslationState } from '../translation/useTranslations.ts';
import { Attachments } from './Attachments.tsx';
import { Changing } from './Changing.tsx';
import { EditBox } from './EditBox.tsx';
import { Said } from './Said.tsx';

type Props = {
  message: LiveMessageFragment;
  mine: boolean;
  mayEdit: boolean;
  mayDelete: boolean;
  onChange: (message: LiveMessageFragment, body: string | null) => Promise<CombinedError | undefined>;
  /** Of its words; null where there is none to show. */
  translation: TranslationState | null;
  onTranslate: () => void;
};

/** What somebody said, with what they sent beside it; one's own can be changed there. */
export function Message({ message, mine, mayEdit, mayDelete, onChange, translation, onTranslate }: Props) {
  const { t } = useTranslation();
  const isGone = message.body === null;
  const [editing, setEditing] = useState(false);
  const [removed, setRemoved] = useState(false);
  const remains = useTakenFocus<HTMLParagraphElement>(removed && isGone);
  const box = useRef<HTMLDivElement>(null);
  const wasEditing = useRef(false);
  useEffect(() => {
    if (wasEditing.current && !editing) box.current?.querySelector<HTMLElement>('.more')?.focus();
    wasEditing.current = editing;
  }, [editing]);
  const changed = async (body: string | null): Promise<string | null> => {
    const error = await onChange(message, body);
    if (body === null && !error) setRemoved(true);
    return error ? (readRefusal(error).message ?? t('chat.change.failed')) : null;
  };
  if (editing)
    return (
      <EditBox
        body={message.body ?? ''}
        mayBeEmpty={message.attachments.length > 0}
        onSave={changed}
        onLeave={() => {
          setEditing(false);
        }}
      />
    );
  return (
    <div ref={box} className={mine ? 'message me' : 'message'}>
      <div className="line">
        {message.attachments.length > 0 && <Attachments attachments={message.attachments} mine={mine} />}
        {isGone ? (
          <p ref={remains} tabIndex={-1} className="said gone">
            <em>{t('chat.removed')}</em>
          </p>
        ) : (
          message.body !== '' && (
            <p className={mine ? 'said me' : 'said'} lang={message.language ?? undefined}>
              <Said text={message.body ?? ''} />
            </p>
          )
        )}
        {mayDelete && (
          <Changing
            message={message}
            mayEdit={mayEdit}
            onEdit={() => {
              setEditing(true);
            }}
            onDelete={() => changed(null)}
          />
        )}
      </div>
      {message.revision > 0 && <History message={message} />}
      {translation && <Translation state={translation} onAgain={onTranslate} />}
    </div>
  );
}

/** That it was changed; for staff with what it said before. */
function History({ message: { body, history } }: { message: LiveMessageFragment }) {
  const { t } = useTranslation();
  const format = useFormat();
  const edited = body === null ? null : t('chat.edited');
  if (!history || history.length === 0) return edited && <small className="edited">{edited}</small>;
  return (
    <details className="edited">
      <summary>{edited ?? t('chat.history')}</summary>
      <ol>
        {history.map((version) => (
          <li key={version.revision}>
            <small>
              {t('chat.until', {
                time: format.instant(version.changedAt, 'time'),
                name: version.changedBy?.displayName ?? t('chat.unknown'),
              })}
            </small>
            <span>{version.body ?? t('chat.wordless')}</span>
          </li>
        ))}
      </ol>
    </details>
  );
}
