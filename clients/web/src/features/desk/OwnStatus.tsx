import { type DeskStatus, OwnAgentDocument, SetDeskStatusDocument } from '@ycyw/core/generated/graphql';
import { useEffect, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation, useQuery } from 'urql';
import { Problem } from '../../ui/Problem.tsx';

const statuses: readonly DeskStatus[] = ['AVAILABLE', 'BUSY', 'AWAY'];

/** Whether this agent is given conversations, and how many they hold of how many. `changes` has it read again. */
export function OwnStatus({ changes, onChanged }: { changes: number; onChanged: () => void }) {
  const { t } = useTranslation();
  const id = useId();
  const [{ data }, again] = useQuery({ query: OwnAgentDocument, requestPolicy: 'cache-and-network' });
  const [{ error }, set] = useMutation(SetDeskStatusDocument);
  const agent = data?.ownAgent;
  useEffect(() => {
    again({ requestPolicy: 'network-only' });
  }, [again, changes]);
  return (
    <div className="own-status">
      <span className={agent?.status === 'AVAILABLE' ? 'dot' : agent?.status === 'BUSY' ? 'dot busy' : 'dot off'} aria-hidden="true" />
      <label htmlFor={id} className="hidden">
        {t('desk.status')}
      </label>
      <select
        id={id}
        value={agent?.status ?? ''}
        onChange={({ target }) => {
          const status = statuses.find((each) => each === target.value);
          if (status)
            void set({ status }).then(() => {
              again({ requestPolicy: 'network-only' });
              onChanged();
            });
        }}
      >
        {!agent?.status && (
          <option value="" disabled>
            {t('desk.noStatus')}
          </option>
        )}
        {statuses.map((status) => (
          <option key={status} value={status}>
            {t(`desk.statusOf.${status}`)}
          </option>
        ))}
      </select>
      {agent && (
        <span className="load" title={t('desk.load', { load: agent.load, capacity: agent.capacity })}>
          <span aria-hidden="true">{`${String(agent.load)}/${String(agent.capacity)}`}</span>
          <span className="hidden">{t('desk.load', { load: agent.load, capacity: agent.capacity })}</span>
        </span>
      )}
      {error && <Problem failure={error} />}
    </div>
  );
}
