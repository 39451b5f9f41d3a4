import { EndSessionDocument } from '@ycyw/core/generated/graphql';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type CombinedError, useClient } from 'urql';
import { Button } from '../../../ui/Button.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { useFormat } from '../../../ui/useFormat.ts';
import { Matter } from '../Matter.tsx';
import type { SecureAccount } from '../security/SecurityPage.tsx';

type Session = SecureAccount['sessions'][number];
type Props = { sessions: readonly Session[]; onChanged: () => void; onSignOut: () => void };

/** Where one is signed in, and the door for each. */
export function SessionsMatter({ sessions, onChanged, onSignOut }: Props) {
  const { t } = useTranslation();
  const client = useClient();
  const [ending, setEnding] = useState<readonly string[]>([]);
  const [failure, setFailure] = useState<CombinedError | null>(null);
  const [ended, setEnded] = useState(0);
  const others = sessions.filter((each) => !each.current).map((each) => each.id);
  const end = async (ids: readonly string[]) => {
    setEnding(ids);
    const answers = await Promise.all(ids.map((id) => client.mutation(EndSessionDocument, { id })));
    setEnding([]);
    setFailure(answers.find((each) => each.error)?.error ?? null);
    setEnded(answers.filter((each) => each.data).length);
    onChanged();
  };
  return (
    <Matter title={t('sessions.title')} about={t('sessions.about')}>
      {failure && <Problem failure={failure} />}
      {ended > 0 && (
        <Notice tone="good" takesFocus>
          {t('sessions.ended', { count: ended })}
        </Notice>
      )}
      <ul className="rows">
        {sessions.map((each) => (
          <SessionRow
            key={each.id}
            session={each}
            busy={ending.includes(each.id)}
            onEnd={() => {
              if (each.current) onSignOut();
              else void end([each.id]);
            }}
          />
        ))}
      </ul>
      {others.length > 0 && (
        <Button tone="danger" compact busy={ending.length > 1 && t('shell.loading')} onClick={() => void end(others)}>
          {t('sessions.endOthers', { count: others.length })}
        </Button>
      )}
    </Matter>
  );
}

function SessionRow({ session, busy, onEnd }: { session: Session; busy: boolean; onEnd: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { device, place, createdAt, lastSeenAt, current } = session;
  return (
    <li>
      <span className="facts">
        <strong>
          {device} {current && <span className="tag">{t('sessions.current')}</span>}
        </strong>
        <span className="small muted">{place ?? t('sessions.nowhere')}</span>
        <span className="small muted">
          {t('sessions.seen', { seen: format.instant(lastSeenAt, 'stamp'), since: format.instant(createdAt, 'dated') })}
        </span>
      </span>
      <Button
        tone="quiet"
        compact
        busy={busy && t('shell.loading')}
        aria-label={current ? undefined : t('sessions.endOne', { device })}
        onClick={onEnd}
      >
        {current ? t('shell.signOut') : t('sessions.end')}
      </Button>
    </li>
  );
}
