import { Link } from '@tanstack/react-router';
import type { ConversationHeadFragment, LiveMessageFragment, Party } from '@ycyw/core/generated/graphql';
import type { Live } from '@ycyw/core/live';
import { type DragEvent, type ReactNode, useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Bones } from '../../ui/Bones.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { PageTitle } from '../../ui/PageTitle.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useOnline } from '../../ui/useOnline.ts';
import { ConfidentialPanel } from '../confidential/ConfidentialPanel.tsx';
import { ConfidentialState } from '../confidential/ConfidentialState.tsx';
import { useConfidential } from '../confidential/useConfidential.ts';
import { useReadable } from '../confidential/useReadable.ts';
import { TranslateSwitch } from '../translation/TranslateSwitch.tsx';
import { useTranslations } from '../translation/useTranslations.ts';
import { CallButtons } from '../calls/CallButtons.tsx';
import { CallPanel } from '../calls/CallPanel.tsx';
import { useCalls } from '../calls/useCalls.ts';
import { useContactName } from '../help/useContactName.ts';
import './chat.css';
import { Composer } from './Composer.tsx';
import { CustomerEnd, WaitNote } from './CustomerEnd.tsx';
import { HeaderMenu } from './HeaderMenu.tsx';
import { MessageList } from './MessageList.tsx';
import { ShownThing } from './ShownThing.tsx';
import { useConversation } from './useConversation.ts';
import { useDrafts } from './useDrafts.ts';
import { useFiles } from './useFiles.ts';
import { usePresent } from './usePresent.ts';
import { useTyping } from './useTyping.ts';

const nothingUnread = { after: 0, upTo: 0 };

type Props = {
  id: string;
  live: Live;
  viewerId: string;
  side: Party;
  /** Whether the viewer may remove what others wrote. */
  manager?: boolean;
  back: ReactNode;
  /** What this side may do with the conversation, given where it stands. */
  actions?: (head: ConversationHeadFragment, changed: () => void) => ReactNode;
  /** Stands over the messages. */
  above?: (head: ConversationHeadFragment) => ReactNode;
  /** Stands between two messages, by the instants at which they were sent; null before the first and after the last. */
  between?: (from: string | null, until: string | null) => ReactNode;
  /** Stands under the composer. */
  below?: (head: ConversationHeadFragment) => ReactNode;
  /** A slash in an empty message: gives what puts words there. */
  onSlash?: (put: (words: string) => void) => void;
};

/** The same conversation from either side. */
export function ConversationPane({ id, live, viewerId, side, manager = false, back, actions, above, between, below, onSlash }: Props) {
  const { t } = useTranslation();
  const [acted, setActed] = useState(false);
  const online = useOnline();
  const { typists, typed, said, heard } = useTyping(id, live);
  const contact = useContactName(id, side === 'AGENT');
  const { head, messages, names, feed, add, change, earlier, error, missing, reload, refreshHead, showAgain, loadEarlier } =
    useConversation(id, live, viewerId, heard);
  const confidential = useConfidential({ head, messages, viewerId, live });
  const readable = useReadable(messages, confidential);
  const translations = useTranslations(id, messages, viewerId);
  const { drafts, send, resend } = useDrafts({ id, viewerId, messages, feed, add, encrypt: confidential.encrypt });
  const files = useFiles(id);
  // The desk says so for who works there, in the background too.
  usePresent(side === 'CUSTOMER' ? id : null);
  const [dropping, setDropping] = useState(false);
  const unread = useRef<{ after: number; upTo: number } | null>(null);
  if (head) unread.current ??= { after: side === 'CUSTOMER' ? head.customerReadUpTo : head.agentReadUpTo, upTo: head.lastSequence };
  const other = side === 'CUSTOMER' ? head?.agent : head?.customer;
  const calls = useCalls(head, side, viewerId, live, other?.displayName ?? t('chat.unknown'));
  const upTo = (side === 'CUSTOMER' ? head?.agentReadUpTo : head?.customerReadUpTo) ?? 0;
  const at = (side === 'CUSTOMER' ? head?.agentReadAt : head?.customerReadAt) ?? null;
  const read = useMemo(() => ({ upTo, at }), [upTo, at]);
  const show = useCallback(
    (message: LiveMessageFragment) => <ShownThing message={message} own={side === 'CUSTOMER'} onAnswered={showAgain} />,
    [side, showAgain],
  );
  if (missing) {
    return (
      <div className="chat">
        <div className="wrap">
          <Empty page title={t('problem.notFoundTitle')} text={t('problem.notFound')}>
            <Link className="link" to={side === 'CUSTOMER' ? '/help' : '/desk'}>
              {t(side === 'CUSTOMER' ? 'chat.all' : 'desk.title')}
            </Link>
          </Empty>
        </div>
      </div>
    );
  }
  if (!head) {
    return (
      <div className="chat">
        <div className="before">
          <div className="b">{back}</div>
          {error ? <Problem failure={error} onRetry={reload} /> : <Bones widths={['60%', '80%', '50%', '70%']} height={28} />}
        </div>
      </div>
    );
  }
  const closed = head.state === 'CLOSED';
  const mayNotAnswer = !closed && side === 'AGENT' && head.agent?.id !== viewerId;
  const isInside = !confidential.on || (confidential.keys === 'ready' && confidential.standing === 'inside');
  const writes = !closed && !mayNotAnswer && isInside;
  return (
    <section
      className={dropping ? 'chat dropping' : 'chat'}
      aria-label={head.subject}
      {...(writes && !head.confidential && dropsInto(files.pick, setDropping))}
    >
      <header>
        <div className="b">
          {back}
          <PageTitle title={head.subject} about={`${head.state} ${head.agent?.id ?? ''}`}>
            {head.subject}
          </PageTitle>
        </div>
        {!head.confidential && !mayNotAnswer && <HeaderMenu conversationId={id} upTo={head.lastSequence} staff={side === 'AGENT'} />}
        <p className="status" role="status">
          <Presence head={head} side={side} contact={contact} connected={online && feed !== 'waiting'} />
        </p>
        <ConfidentialState confidential={confidential} />
        {translations.isForeign && <TranslateSwitch on={translations.on} onTurn={translations.turn} />}
        {contact === null && <CallButtons calls={calls} />}
        {actions && (
          <div className="actions">
            {actions(head, () => {
              setActed(true);
              void refreshHead();
            })}
          </div>
        )}
      </header>
      {feed === 'waiting' && online && (
        <p className="lost" role="status">
          {t('chat.reconnecting')}
        </p>
      )}
      <CallPanel calls={calls} conversationId={id} onWrite={() => document.querySelector<HTMLElement>('.composer textarea')?.focus()} />
      {above?.(head)}
      <MessageList
        between={between}
        messages={readable}
        names={names}
        drafts={drafts}
        viewerId={viewerId}
        side={side}
        contact={contact}
        manager={manager}
        closed={closed}
        read={read}
        unread={unread.current ?? nothingUnread}
        earlier={earlier !== null}
        failure={error}
        onEarlier={loadEarlier}
        onResend={closed ? null : resend}
        onChange={change}
        translationOf={translations.stateOf}
        onTranslate={translations.again}
        show={show}
      />
      <p className="typing" role="status">
        {typists.length > 0 && t('chat.typing', { count: typists.length, name: names.get(typists[0] ?? '') ?? t('chat.unknown') })}
      </p>
      {head.state === 'QUEUED' && side === 'CUSTOMER' && <WaitNote head={head} />}
      {(closed || head.state === 'RESOLVED') && side === 'CUSTOMER' && <CustomerEnd head={head} onChanged={() => void refreshHead()} />}
      {closed && side === 'AGENT' && (
        <p className="queued" role="status">
          {t('chat.closedNote')}
        </p>
      )}
      {mayNotAnswer && <p className="queued">{t('desk.takeFirst')}</p>}
      {!mayNotAnswer && <ConfidentialPanel head={head} confidential={confidential} />}
      {writes && (
        <Composer
          draftKey={head.confidential ? null : `${viewerId} ${id}`}
          files={head.confidential ? null : files}
          onSend={(body, picked) => {
            said();
            send(body, picked);
          }}
          onTyping={typed}
          takesFocus={acted}
          onSlash={head.confidential ? undefined : onSlash}
        />
      )}
      {dropping && <p className="drop">{t('chat.files.drop')}</p>}
      {below?.(head)}
    </section>
  );
}

/** Files that are dragged over it are picked where they are dropped. */
const dropsInto = (pick: (files: readonly File[]) => void, setDropping: (dropping: boolean) => void) => {
  const holdsFiles = (event: DragEvent) => event.dataTransfer.types.includes('Files');
  return {
    onDragOver: (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      setDropping(true);
    },
    onDragLeave: (event: DragEvent) => {
      if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setDropping(false);
    },
    onDrop: (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      setDropping(false);
      pick([...event.dataTransfer.files]);
    },
  };
};

type PresenceProps = { head: ConversationHeadFragment; side: Party; contact: string | null; connected: boolean };

function Presence({ head, side, contact, connected }: PresenceProps) {
  const { t } = useTranslation();
  const ticket = t('chat.ticket', { ticket: head.ticket });
  const customer = contact ?? head.customer?.displayName;
  const other =
    side === 'CUSTOMER'
      ? head.agent
        ? t('chat.agent', { name: head.agent.displayName })
        : t('chat.waiting')
      : customer && t('chat.customer', { name: customer });
  const there = connected && contact === null && (side === 'CUSTOMER' ? head.agentPresence : head.customerPresence).online;
  return (
    <>
      <span className={there ? 'dot' : 'dot off'} aria-hidden="true" />
      <span>
        {ticket}
        {other && ` • ${other}`}
        {(side !== 'CUSTOMER' || head.agent) && <span className="hidden"> · {t(there ? 'chat.online' : 'chat.away')}</span>}
      </span>
    </>
  );
}
