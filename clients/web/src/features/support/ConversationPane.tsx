import { Link } from '@tanstack/react-router';
import type { ConversationHeadFragment, Party } from '@ycyw/core/generated/graphql';
import type { Live } from '@ycyw/core/live';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Bones } from '../../ui/Bones.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { PageTitle } from '../../ui/PageTitle.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useOnline } from '../../ui/useOnline.ts';
import './chat.css';
import { Composer } from './Composer.tsx';
import { MessageList } from './MessageList.tsx';
import { ShownThing } from './ShownThing.tsx';
import { useConversation } from './useConversation.ts';

type Props = {
  id: string;
  live: Live;
  viewerId: string;
  side: Party;
  back: ReactNode;
  /** What this side may do with the conversation, given where it stands. */
  actions?: (head: ConversationHeadFragment, changed: () => void) => ReactNode;
};

/** The same conversation from either side. */
export function ConversationPane({ id, live, viewerId, side, back, actions }: Props) {
  const { t } = useTranslation();
  const [acted, setActed] = useState(false);
  const online = useOnline();
  const { head, messages, drafts, feed, earlier, error, missing, send, resend, reload, refreshHead, refreshShown, loadEarlier } =
    useConversation(id, live);
  if (missing) {
    return (
      <div className="chat">
        <div className="wrap">
          <Empty page title={t('problem.notFoundTitle')} text={t('problem.notFound')}>
            {back}
          </Empty>
        </div>
      </div>
    );
  }
  if (!head) {
    return (
      <div className="chat">
        <div className="before">
          {error ? <Problem failure={error} onRetry={reload} /> : <Bones widths={['60%', '80%', '50%', '70%']} height={28} />}
        </div>
      </div>
    );
  }
  const closed = head.state === 'CLOSED';
  const mayNotAnswer = !closed && side === 'AGENT' && head.agent?.id !== viewerId;
  return (
    <section className="chat" aria-label={head.subject}>
      <header>
        <div className="b">
          {back}
          <PageTitle title={head.subject} about={head.state}>
            {head.subject}
          </PageTitle>
        </div>
        <p className="status" role="status">
          <Presence head={head} side={side} connected={online && feed !== 'waiting'} />
        </p>
        {actions && (
          <div className="actions">
            {actions(head, () => {
              setActed(true);
              void refreshHead();
            })}
          </div>
        )}
      </header>
      {feed === 'waiting' && (
        <p className="lost" role="status">
          {t('chat.reconnecting')}
        </p>
      )}
      <MessageList
        messages={messages}
        drafts={drafts}
        viewerId={viewerId}
        side={side}
        earlier={earlier !== null}
        onEarlier={loadEarlier}
        onResend={closed ? null : resend}
        show={(message) => <ShownThing message={message} own={side === 'CUSTOMER'} onAnswered={refreshShown} />}
      />
      {head.state === 'QUEUED' && side === 'CUSTOMER' && (
        <p className="queued" role="status">
          <strong>{head.queuePosition ? t('chat.queued', { count: head.queuePosition }) : t('chat.waiting')}</strong> {t('chat.queuedNote')}
        </p>
      )}
      {closed && (
        <p className="queued" role="status">
          {t('chat.closedNote')}{' '}
          {side === 'CUSTOMER' && (
            <Link className="link" to="/help">
              {t('chat.askAgain')}
            </Link>
          )}
        </p>
      )}
      {mayNotAnswer && <p className="queued">{t('desk.takeFirst')}</p>}
      {!closed && !mayNotAnswer && <Composer onSend={send} takesFocus={acted} />}
    </section>
  );
}

function Presence({ head, side, connected }: { head: ConversationHeadFragment; side: Party; connected: boolean }) {
  const { t } = useTranslation();
  const ticket = t('chat.ticket', { ticket: head.ticket });
  const other =
    side === 'CUSTOMER'
      ? head.agent
        ? t('chat.agent', { name: head.agent.displayName })
        : t('chat.waiting')
      : head.customer && t('chat.customer', { name: head.customer.displayName });
  const there = connected && (side !== 'CUSTOMER' || head.agent !== null) && head.state !== 'CLOSED';
  return (
    <>
      <span className={there ? 'dot' : 'dot off'} aria-hidden="true" />
      <span>
        {ticket}
        {other && ` • ${other}`}
      </span>
    </>
  );
}
