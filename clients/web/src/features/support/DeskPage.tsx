import { Link } from '@tanstack/react-router';
import { CloseConversationDocument, type ConversationHeadFragment, TakeConversationDocument } from '@ycyw/core/generated/graphql';
import type { Live } from '@ycyw/core/live';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../ui/Button.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { ConversationPane } from './ConversationPane.tsx';
import './desk.css';
import { FilePane } from './FilePane.tsx';
import { Queue } from './Queue.tsx';

type Props = { id: string | undefined; live: Live; viewerId: string; manager: boolean };

/** The agent's desk: who waits, what is being said, what it is about. On a phone one after the other. */
export function DeskPage({ id, live, viewerId, manager }: Props) {
  const { t } = useTranslation();
  const [changes, setChanges] = useState(0);
  return (
    <div className={id ? 'desk talking' : 'desk'}>
      <Queue current={id} changes={changes} live={live} />
      {id ? (
        <ConversationPane
          key={id}
          id={id}
          live={live}
          viewerId={viewerId}
          side="AGENT"
          back={
            <Link to="/desk" aria-label={t('desk.title')} className="phone-only">
              ←
            </Link>
          }
          actions={(head, changed) => (
            <DeskActions
              head={head}
              viewerId={viewerId}
              onChanged={() => {
                changed();
                setChanges((count) => count + 1);
              }}
            />
          )}
        />
      ) : (
        <p className="choose muted">{t('desk.choose')}</p>
      )}
      {id ? <FilePane key={id} id={id} manager={manager} /> : <aside className="file" />}
    </div>
  );
}

function DeskActions({ head, viewerId, onChanged }: { head: ConversationHeadFragment; viewerId: string; onChanged: () => void }) {
  const { t } = useTranslation();
  const [taking, take] = useMutation(TakeConversationDocument);
  const [closing, close] = useMutation(CloseConversationDocument);
  const failed = taking.error ?? closing.error;
  const mine = head.agent?.id === viewerId;
  if (head.state === 'CLOSED') return null;
  return (
    <>
      {failed && <Problem failure={failed} />}
      {!head.agent && (
        <Button compact busy={taking.fetching && t('desk.taking')} onClick={() => void take({ id: head.id }).then(onChanged)}>
          {t('desk.take')}
        </Button>
      )}
      {head.agent && !mine && <span className="tag plain">{t('desk.takenBy', { name: head.agent.displayName })}</span>}
      {mine && (
        <Button
          tone="quiet"
          compact
          busy={closing.fetching && t('desk.taking')}
          onClick={() => void close({ id: head.id }).then(onChanged)}
        >
          {t('desk.close')}
        </Button>
      )}
    </>
  );
}
