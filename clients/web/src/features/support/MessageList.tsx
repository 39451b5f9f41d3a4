import type { MessagePartsFragment, Party } from '@ycyw/core/generated/graphql';
import { calendarDate } from '@ycyw/core/time';
import { Fragment, type ReactNode, useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../ui/useFormat.ts';
import type { Draft } from './useConversation.ts';

type Props = {
  messages: readonly MessagePartsFragment[];
  drafts: readonly Draft[];
  viewerId: string;
  side: Party;
  earlier: boolean;
  onEarlier: () => void;
  /** Null where nothing can be said any more. */
  onResend: ((draft: Draft) => void) | null;
  /** What a message of nobody shows. */
  show: (message: MessagePartsFragment) => ReactNode;
};

const nearBottom = 120;

/** Day by day, oldest first; the newest stays in sight unless the reader has scrolled away. */
export function MessageList({ messages, drafts, viewerId, side, earlier, onEarlier, onResend, show }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const box = useRef<HTMLDivElement>(null);
  const pinned = useRef(true);
  useLayoutEffect(() => {
    if (pinned.current && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [messages, drafts]);

  const isMine = (message: MessagePartsFragment) => (message.author ? message.author.id === viewerId : message.party === side);
  const minute = (instant: string) => format.instant(instant, 'time');
  return (
    <div
      ref={box}
      className="log"
      role="log"
      aria-label={t('chat.log')}
      tabIndex={0}
      onScroll={({ currentTarget }) => {
        pinned.current = currentTarget.scrollHeight - currentTarget.scrollTop - currentTarget.clientHeight < nearBottom;
      }}
    >
      {earlier && (
        <button
          type="button"
          className="link"
          onClick={() => {
            // The button goes away with the last of them.
            box.current?.focus({ preventScroll: true });
            onEarlier();
          }}
        >
          {t('chat.earlier')}
        </button>
      )}
      {messages.length === 0 && drafts.length === 0 && <p className="day">{t('chat.empty')}</p>}
      {messages.map((message, index) => {
        const before = messages[index - 1];
        const newDay = !before || calendarDate(before.sentAt) !== calendarDate(message.sentAt);
        const mine = isMine(message);
        const sameBreath =
          !newDay &&
          before.party === message.party &&
          before.author?.id === message.author?.id &&
          minute(before.sentAt) === minute(message.sentAt);
        const name = mine ? t('chat.you') : (message.author?.displayName ?? t('chat.unknown'));
        return (
          <Fragment key={message.sequence}>
            {newDay && <h2 className="day">{format.instant(message.sentAt, 'day')}</h2>}
            {message.party === 'SYSTEM' ? (
              show(message)
            ) : (
              <>
                {!sameBreath && (
                  <span className={mine ? 'who me' : 'who'}>
                    {name} <time dateTime={message.sentAt}>{minute(message.sentAt)}</time>
                  </span>
                )}
                <p className={mine ? 'said me' : 'said'}>{message.body ?? <em>{t('chat.removed')}</em>}</p>
              </>
            )}
          </Fragment>
        );
      })}
      {/* Said aloud once, when it has arrived. */}
      {drafts.map((draft) => (
        <Fragment key={draft.clientId}>
          <span className="who me" aria-live="off">
            {t('chat.you')} · {draft.failed ? t('chat.failed') : t('chat.sending')}
          </span>
          <p className={draft.failed ? 'said me failed' : 'said me pending'} aria-live="off">
            {draft.body}
          </p>
          {draft.failed && (
            <span className="who me" role="alert">
              <span className="hidden">{t('chat.failed')}</span> {draft.reason}{' '}
              {onResend && (
                <button
                  type="button"
                  className="link"
                  onClick={() => {
                    box.current?.focus({ preventScroll: true });
                    onResend(draft);
                  }}
                >
                  {t('chat.resend')}
                </button>
              )}
            </span>
          )}
        </Fragment>
      ))}
    </div>
  );
}
