import type { LiveMessageFragment, Party } from '@ycyw/core/generated/graphql';
import { Fragment, type ReactNode, memo, useCallback, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { CombinedError } from 'urql';
import { useNow } from '../../ui/useNow.ts';
import type { TranslationState } from '../translation/useTranslations.ts';
import { DraftLine } from './DraftLine.tsx';
import { EarlierMessages } from './EarlierMessages.tsx';
import { MessageRow } from './MessageRow.tsx';
import type { Draft } from './useDrafts.ts';
import { useScroll } from './useScroll.ts';

type Props = {
  messages: readonly LiveMessageFragment[];
  /** Of those who wrote them, by their ids. */
  names: ReadonlyMap<string, string>;
  drafts: readonly Draft[];
  viewerId: string;
  side: Party;
  /** Who wrote without an account, for staff. */
  contact: string | null;
  /** Whether the viewer may remove what others wrote. */
  manager: boolean;
  closed: boolean;
  /** Up to where the other side has read, and when. */
  read: { upTo: number; at: string | null };
  /** What the viewer had not read when they came: behind the one, up to the other. */
  unread: { after: number; upTo: number };
  earlier: boolean;
  /** Why what was said before could not be had. */
  failure: CombinedError | null;
  onEarlier: () => Promise<unknown>;
  /** Null where nothing can be said any more. */
  onResend: ((draft: Draft) => void) | null;
  onChange: (message: LiveMessageFragment, body: string | null) => Promise<CombinedError | undefined>;
  /** What a message of nobody shows. */
  show: (message: LiveMessageFragment) => ReactNode;
  translationOf: (message: LiveMessageFragment) => TranslationState | null;
  onTranslate: () => void;
  /** What stands between two messages, by when they were sent. */
  between?: ((from: string | null, until: string | null) => ReactNode) | undefined;
};

/** How long one's own may be changed. */
const changeableMs = 15 * 60_000;

function List(props: Props) {
  const { messages, names, drafts, viewerId, side, contact, manager, closed, read, unread, earlier } = props;
  const { failure, onEarlier, onResend, onChange, show, translationOf, onTranslate, between } = props;
  const { t } = useTranslation();
  const now = useNow(30_000);
  const { box, away, toEnd, onScroll, onGrown } = useScroll(messages[0]?.sequence, [messages, drafts]);

  const loadEarlier = useCallback(() => {
    // What was pressed goes away with the last of them.
    box.current?.focus({ preventScroll: true });
    return onEarlier();
  }, [box, onEarlier]);

  // What was said before these is loaded to be read, and is no news.
  const first = useRef<number | undefined>(undefined);
  first.current ??= messages[0]?.sequence;
  const start = messages.findIndex(({ sequence }) => sequence === first.current);

  const isMine = (message: LiveMessageFragment) => (message.author ? message.author.id === viewerId : message.party === side);
  const lastRead = messages.findLast((message) => isMine(message) && message.sequence <= read.upTo)?.sequence;
  const firstNew = messages.find(
    (message) => message.sequence > unread.after && message.sequence <= unread.upTo && !isMine(message),
  )?.sequence;
  const row = (message: LiveMessageFragment, index: number) => {
    const before = messages[index - 1];
    const mine = isMine(message);
    const name = mine
      ? t('chat.you')
      : ((message.author && names.get(message.author.id)) ?? (message.party === 'CUSTOMER' ? contact : null) ?? t('chat.unknown'));
    const isFresh = mine && !closed && now.getTime() - Date.parse(message.sentAt) < changeableMs;
    return (
      <Fragment key={message.sequence}>
        {between?.(before?.sentAt ?? null, message.sentAt)}
        <MessageRow
          message={message}
          before={before}
          name={name}
          mine={mine}
          isNew={message.sequence === firstNew}
          isLastRead={message.sequence === lastRead}
          readAt={message.sequence === lastRead ? read.at : null}
          mayEdit={isFresh && !message.ciphertext}
          mayDelete={!message.deletedAt && (isFresh || manager)}
          onChange={onChange}
          translation={translationOf(message)}
          onTranslate={onTranslate}
          show={show}
        />
      </Fragment>
    );
  };
  return (
    <div className="log-frame">
      <div ref={box} className="log" role="log" aria-label={t('chat.log')} tabIndex={0} onScroll={onScroll} onLoadCapture={onGrown}>
        {earlier && <EarlierMessages failure={failure} onLoad={loadEarlier} />}
        {messages.length === 0 && drafts.length === 0 && <p className="day">{t('chat.empty')}</p>}
        {start > 0 && (
          <div className="earlier" aria-live="off">
            {messages.slice(0, start).map(row)}
          </div>
        )}
        {messages.slice(Math.max(0, start)).map((message, index) => row(message, Math.max(0, start) + index))}
        {between?.(messages.at(-1)?.sentAt ?? null, null)}
        {drafts.map((draft) => (
          <DraftLine
            key={draft.clientId}
            draft={draft}
            onResend={
              onResend &&
              (() => {
                box.current?.focus({ preventScroll: true });
                onResend(draft);
              })
            }
          />
        ))}
      </div>
      {away && (
        <button
          type="button"
          className="newest"
          onClick={() => {
            // It goes away at the end.
            box.current?.focus({ preventScroll: true });
            toEnd();
          }}
        >
          ↓ {t('chat.newest')}
        </button>
      )}
    </div>
  );
}

/** Day by day, oldest first. Drawn again when what it shows has changed: not for each key, or each sign that somebody types. */
export const MessageList = memo(List);
