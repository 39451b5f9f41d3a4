import { type AgentPartsFragment, AgentsDocument } from '@ycyw/core/generated/graphql';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Bones } from '../../ui/Bones.tsx';
import { Button } from '../../ui/Button.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { ManagerFrame } from './ManagerFrame.tsx';
import { ProfileForm } from './ProfileForm.tsx';

/** Who answers in the region: what they speak, know and hold. */
export function TeamPage() {
  const { t } = useTranslation();
  const [done, setDone] = useState<{ name: string; at: number } | null>(null);
  const [{ data, error, fetching }, again] = useQuery({ query: AgentsDocument, requestPolicy: 'cache-and-network' });
  const agents = data?.agents.edges;
  return (
    <ManagerFrame page="team">
      <p>{t('managing.teamLead')}</p>
      {done && (
        <Notice key={done.at} tone="good" takesFocus>
          {t('managing.profileSaved', { name: done.name })}
        </Notice>
      )}
      {error && !agents && <Problem failure={error} onRetry={again} />}
      {!agents && fetching && <Bones widths={['100%', '100%', '100%']} height={76} />}
      {agents?.length === 0 && <Empty title={t('managing.nobodyYet')} text={t('managing.nobodyYetText')} />}
      {agents && agents.length > 0 && (
        <ul className="rows">
          {agents.map(({ node }) => (
            <AgentRow
              key={node.user.id}
              agent={node}
              onSaved={() => {
                setDone((before) => ({ name: node.user.displayName, at: (before?.at ?? 0) + 1 }));
              }}
            />
          ))}
        </ul>
      )}
    </ManagerFrame>
  );
}

function AgentRow({ agent, onSaved }: { agent: AgentPartsFragment; onSaved: () => void }) {
  const { t } = useTranslation();
  const [changing, setChanging] = useState(false);
  const { user, languages, skills, capacity, load, status, present } = agent;
  const name = user.displayName;
  const here = present && status !== null;
  const skilled = skills.map((topic) => t(`desk.topic.${topic}`)).join(', ');
  const spoken = languages.map((language) => t(`desk.language.${language}`)).join(', ');
  return (
    <li>
      <span className="facts">
        <span className="row">
          <b>{name}</b>
          <span className={here && status === 'AVAILABLE' ? 'tag' : here && status === 'BUSY' ? 'tag warn' : 'tag plain'}>
            {here ? t(`desk.statusOf.${status}`) : t('desk.statusOf.AWAY')}
          </span>
        </span>
        <span>{t('desk.load', { load, capacity })}</span>
        <span className="small muted">
          {t('managing.speaks', { languages: spoken })} · {skilled ? t('managing.skilled', { topics: skilled }) : t('managing.unskilled')}
        </span>
      </span>
      {!changing && (
        <div className="row acts">
          <Button
            tone="quiet"
            compact
            aria-label={t('managing.changeOf', { title: name })}
            onClick={() => {
              setChanging(true);
            }}
          >
            {t('managing.change')}
          </Button>
        </div>
      )}
      {changing && (
        <div className="inner">
          <ProfileForm
            agent={agent}
            onLeave={() => {
              setChanging(false);
            }}
            onSaved={() => {
              setChanging(false);
              onSaved();
            }}
          />
        </div>
      )}
    </li>
  );
}
