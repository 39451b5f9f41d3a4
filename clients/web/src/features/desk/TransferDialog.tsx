import {
  AgentsDocument,
  type ConversationHeadFragment,
  type SupportTopic,
  TransferConversationDocument,
} from '@ycyw/core/generated/graphql';
import { readRefusal } from '@ycyw/core/refusal';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation, useQuery } from 'urql';
import { Button } from '../../ui/Button.tsx';
import { ChoiceField } from '../../ui/Field.tsx';
import { Modal } from '../../ui/Modal.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { topics } from './topics.ts';

type Props = { head: ConversationHeadFragment; viewerId: string; onLeave: () => void; onDone: () => void };

/** To a colleague who is there and has a place, or to the queue of a topic; never without saying why. */
export function TransferDialog({ head, viewerId, onLeave, onDone }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const [{ data }] = useQuery({ query: AgentsDocument, requestPolicy: 'network-only' });
  const [{ fetching, error }, transfer] = useMutation(TransferConversationDocument);
  const [to, setTo] = useState(`topic ${topics.find((topic) => topic !== head.topic) ?? 'OTHER'}`);
  const [note, setNote] = useState('');
  const [asked, setAsked] = useState(false);
  const colleagues = (data?.agents.edges ?? [])
    .map(({ node }) => node)
    .filter(({ user, present, status, load, capacity }) => {
      const answering = status === 'AVAILABLE' || status === 'BUSY';
      return user.id !== viewerId && user.id !== head.agent?.id && present && answering && load < capacity;
    });
  const send = async () => {
    setAsked(true);
    if (note.trim() === '') return;
    const [kind, value = ''] = to.split(' ');
    const target = kind === 'agent' ? { toAgentId: value, topic: null } : { toAgentId: null, topic: value as SupportTopic };
    const { data: done } = await transfer({ id: head.id, note: note.trim(), ...target });
    if (done) onDone();
  };
  const missing = asked && note.trim() === '';
  return (
    <Modal label={t('desk.transferTitle')} onLeave={onLeave}>
      <h2>{t('desk.transferTitle')}</h2>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <ChoiceField label={t('desk.transferTo')} value={to} onText={setTo}>
          {colleagues.length > 0 && (
            <optgroup label={t('desk.toAgents')}>
              {colleagues.map(({ user, load, capacity, languages }) => (
                <option key={user.id} value={`agent ${user.id}`}>
                  {`${user.displayName} (${String(load)}/${String(capacity)}, ${languages.join(' ')})`}
                </option>
              ))}
            </optgroup>
          )}
          <optgroup label={t('desk.toTopics')}>
            {topics.map((topic) => (
              <option key={topic} value={`topic ${topic}`}>
                {t('desk.toTopic', { topic: t(`desk.topic.${topic}`) })}
              </option>
            ))}
          </optgroup>
        </ChoiceField>
        <div className="field">
          <label htmlFor={id}>{t('desk.transferNote')}</label>
          <textarea
            id={id}
            className="input"
            rows={3}
            maxLength={2000}
            required
            aria-invalid={missing || undefined}
            value={note}
            onChange={(event) => {
              setNote(event.target.value);
            }}
          />
        </div>
        {error && (readRefusal(error).reason === 'AWAY' ? <p role="alert">{t('desk.away')}</p> : <Problem failure={error} />)}
        <div className="row">
          <Button type="submit" busy={fetching && t('desk.transferring')}>
            {t('desk.transfer')}
          </Button>
          <Button tone="quiet" onClick={onLeave}>
            {t('desk.cancel')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
