import {
  CloseConversationDocument,
  type ConversationHeadFragment,
  ReopenConversationDocument,
  ResolveConversationDocument,
  TakeConversationDocument,
  TakeOverConversationDocument,
} from '@ycyw/core/generated/graphql';
import { readRefusal } from '@ycyw/core/refusal';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../ui/Button.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { SnoozeDialog } from './SnoozeDialog.tsx';
import { TransferDialog } from './TransferDialog.tsx';

export type DeskDialog = 'transfer' | 'snooze' | null;

type Props = {
  head: ConversationHeadFragment;
  viewerId: string;
  manager: boolean;
  /** Whether keys stand for them. */
  keys: boolean;
  dialog: DeskDialog;
  onDialog: (dialog: DeskDialog) => void;
  onChanged: () => void;
};

/** What staff may do with a conversation, given where it stands: one thing first. */
export function DeskActions({ head, viewerId, manager, keys, dialog, onDialog, onChanged }: Props) {
  const { t } = useTranslation();
  const [taking, take] = useMutation(TakeConversationDocument);
  const [takingOver, takeOver] = useMutation(TakeOverConversationDocument);
  const [resolving, resolve] = useMutation(ResolveConversationDocument);
  const [closing, close] = useMutation(CloseConversationDocument);
  const [reopening, reopen] = useMutation(ReopenConversationDocument);
  const all = [taking, takingOver, resolving, closing, reopening];
  const busy = all.some(({ fetching }) => fetching) && t('desk.taking');
  const failed = all.find(({ error }) => error)?.error;
  const { id, state } = head;
  const mine = head.agent?.id === viewerId;
  const held = state === 'ASSIGNED' || state === 'SNOOZED';
  const may = mine || manager;
  const act = (act: (variables: { id: string }) => Promise<unknown>) => () => void act({ id }).then(onChanged);
  const full = failed && readRefusal(failed).reason === 'CAPACITY';
  return (
    <>
      {state === 'QUEUED' && (
        <Button compact busy={busy} onClick={act(take)}>
          {t('desk.take')}
        </Button>
      )}
      {state === 'SNOOZED' && mine && (
        <Button compact busy={busy} onClick={act(take)}>
          {t('desk.wakeUp')}
        </Button>
      )}
      {state === 'ASSIGNED' && mine && (
        <Button compact busy={busy} aria-keyshortcuts={keys ? 'e' : undefined} onClick={act(resolve)}>
          {t('desk.resolve')}
        </Button>
      )}
      {held && !mine && (
        <>
          <span className="tag plain">{t('desk.takenBy', { name: head.agent?.displayName ?? t('chat.unknown') })}</span>
          <Button tone="quiet" compact busy={busy} onClick={act(takeOver)}>
            {t('desk.takeOver')}
          </Button>
        </>
      )}
      {held && may && (
        <Button
          tone="quiet"
          compact
          aria-keyshortcuts={keys ? 't' : undefined}
          onClick={() => {
            onDialog('transfer');
          }}
        >
          {t('desk.transfer')}
        </Button>
      )}
      {state === 'ASSIGNED' && may && (
        <Button
          tone="quiet"
          compact
          aria-keyshortcuts={keys ? 's' : undefined}
          onClick={() => {
            onDialog('snooze');
          }}
        >
          {t('desk.snooze')}
        </Button>
      )}
      {(state === 'RESOLVED' || state === 'CLOSED') && (
        <Button tone="quiet" compact busy={busy} onClick={act(reopen)}>
          {t('desk.reopen')}
        </Button>
      )}
      {state !== 'CLOSED' && state !== 'QUEUED' && may && (
        <Button tone="quiet" compact busy={busy} onClick={act(close)}>
          {t('desk.close')}
        </Button>
      )}
      {failed && (full ? <p role="alert">{t('desk.capacity')}</p> : <Problem failure={failed} />)}
      {dialog === 'transfer' && held && may && (
        <TransferDialog
          head={head}
          viewerId={viewerId}
          onLeave={() => {
            onDialog(null);
          }}
          onDone={() => {
            onDialog(null);
            onChanged();
          }}
        />
      )}
      {dialog === 'snooze' && state === 'ASSIGNED' && may && (
        <SnoozeDialog
          id={id}
          onLeave={() => {
            onDialog(null);
          }}
          onDone={() => {
            onDialog(null);
            onChanged();
          }}
        />
      )}
    </>
  );
}
