import { Link, useNavigate } from '@tanstack/react-router';
import type { ConversationHeadFragment } from '@ycyw/core/generated/graphql';
import type { Live } from '@ycyw/core/live';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';
import { RingingElsewhere } from '../calls/RingingElsewhere.tsx';
import { ConversationPane } from '../support/ConversationPane.tsx';
import { CannedPalette } from './CannedPalette.tsx';
import { Collision } from './Collision.tsx';
import { DeskActions, type DeskDialog } from './DeskActions.tsx';
import './desk.css';
import { FilePane } from './FilePane.tsx';
import { NoteForm, Notes } from './Notes.tsx';
import { Queue } from './Queue.tsx';
import { keptShortcuts, Shortcuts, useShortcuts } from './Shortcuts.tsx';
import { useStaffSide } from './useStaffSide.ts';

type Props = { id: string | undefined; live: Live; viewerId: string; viewerName: string; manager: boolean };

/** As its button, where it has one now. */
const act = (key: string) => document.querySelector<HTMLButtonElement>(`.actions [aria-keyshortcuts="${key}"]`)?.click();
const composer = () => document.querySelector<HTMLTextAreaElement>('.composer textarea');

/** The agent's desk: who waits, what is being said, what it is about. On a phone one after the other. */
export function DeskPage({ id, live, viewerId, viewerName, manager }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [changes, setChanges] = useState(0);
  const [dialog, setDialog] = useState<DeskDialog>(null);
  const [noting, setNoting] = useState(false);
  const noteButton = useRef<HTMLButtonElement>(null);
  const [helping, setHelping] = useState(false);
  const [keys, setKeys] = useState(keptShortcuts.read);
  const [reference, setReference] = useState<string | null>(null);
  const [put, setPut] = useState<{ words: (words: string) => void } | null>(null);
  // What was begun was meant for the conversation that was open.
  useEffect(
    () => () => {
      setNoting(false);
      setDialog(null);
      setPut(null);
    },
    [id],
  );
  const { side, typist, refresh } = useStaffSide(id, live, viewerId);
  const changed = useCallback(() => {
    setChanges((count) => count + 1);
    void refresh();
  }, [refresh]);
  const shortcuts = useMemo(() => {
    const step = (by: number) => () => {
      const links = [...document.querySelectorAll<HTMLAnchorElement>('.queue li a')];
      const at = links.findIndex((link) => link.dataset['id'] === id);
      const next = links[at === -1 ? (by > 0 ? 0 : links.length - 1) : Math.min(links.length - 1, Math.max(0, at + by))];
      next?.focus();
      const to = next?.dataset['id'];
      if (to) void navigate({ to: '/desk/$id', params: { id: to } });
    };
    return {
      j: step(1),
      k: step(-1),
      '?': () => {
        setHelping(true);
      },
      ...(id && {
        n: () => {
          setNoting(true);
        },
        r: () => composer()?.focus(),
        '/': () => composer()?.dispatchEvent(new KeyboardEvent('keydown', { key: '/', bubbles: true })),
        t: () => act('t'),
        s: () => act('s'),
        e: () => act('e'),
      }),
    };
  }, [id, navigate]);
  useShortcuts(shortcuts, keys);
  const written = side?.notes?.edges;
  const between = useCallback(
    (from: string | null, until: string | null) => {
      const notes = (written ?? []).map(({ node }) => node);
      return <Notes notes={notes.filter(({ writtenAt }) => (!from || writtenAt >= from) && (!until || writtenAt < until))} />;
    },
    [written],
  );
  const hasReplies = (head: ConversationHeadFragment) => head.agent?.id === viewerId && head.state !== 'CLOSED' && !head.confidential;
  const palette = (head: ConversationHeadFragment) =>
    put && (
      <CannedPalette
        language={head.language}
        values={{ customer: head.customer?.displayName ?? null, agent: viewerName, reference, ticket: head.ticket }}
        onLeave={() => {
          setPut(null);
        }}
        onChosen={(words) => {
          setPut(null);
          put.words(words);
        }}
      />
    );
  return (
    <div className={id ? 'desk talking' : 'desk'}>
      <RingingElsewhere current={id} live={live} />
      <Queue current={id} changes={changes} live={live} manager={manager} onChanged={changed} />
      {id ? (
        <ConversationPane
          key={`said ${id}`}
          id={id}
          live={live}
          viewerId={viewerId}
          side="AGENT"
          manager={manager}
          back={
            <Link to="/desk" aria-label={t('desk.title')} className="phone-only">
              ←
            </Link>
          }
          actions={(head, acted) => (
            <DeskActions
              head={head}
              viewerId={viewerId}
              manager={manager}
              keys={keys}
              dialog={dialog}
              onDialog={setDialog}
              onChanged={() => {
                acted();
                changed();
              }}
            />
          )}
          above={(head) => <Collision head={head} side={side} typist={typist} />}
          between={between}
          onSlash={(words) => {
            setPut({ words });
          }}
          below={(head) => (
            <>
              {palette(head)}
              {noting ? (
                <NoteForm
                  conversationId={id}
                  viewerId={viewerId}
                  onDone={() => {
                    flushSync(() => {
                      setNoting(false);
                    });
                    noteButton.current?.focus();
                    void refresh();
                  }}
                />
              ) : (
                <div className="under">
                  <Button
                    ref={noteButton}
                    tone="quiet"
                    compact
                    aria-keyshortcuts={keys ? 'n' : undefined}
                    onClick={() => {
                      setNoting(true);
                    }}
                  >
                    {t('desk.note')}
                  </Button>
                  <button
                    type="button"
                    className="link small"
                    aria-keyshortcuts={keys ? '?' : undefined}
                    onClick={() => {
                      setHelping(true);
                    }}
                  >
                    {hasReplies(head) && `${t('desk.paletteHint')} · `}
                    {t(keys ? 'desk.shortcutsHint' : 'desk.shortcuts')}
                  </button>
                </div>
              )}
            </>
          )}
        />
      ) : (
        <p className="choose muted">{t('desk.choose')}</p>
      )}
      {id ? (
        <FilePane key={`file ${id}`} id={id} manager={manager} sla={side?.sla ?? null} onReference={setReference} />
      ) : (
        <aside className="file" />
      )}
      {helping && (
        <Shortcuts
          on={keys}
          onTurn={(on) => {
            keptShortcuts.write(on);
            setKeys(on);
          }}
          onLeave={() => {
            setHelping(false);
          }}
        />
      )}
    </div>
  );
}
