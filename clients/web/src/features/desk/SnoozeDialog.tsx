import { SnoozeConversationDocument } from '@ycyw/core/generated/graphql';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../ui/Button.tsx';
import { Modal } from '../../ui/Modal.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useFormat } from '../../ui/useFormat.ts';

const atNine = (now: Date, days: number): Date => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, 9);

/** In an hour, tomorrow or on the next Monday, by the agent's own clock; on Sundays tomorrow is Monday. */
function choices(now: Date): { key: 'snoozeHour' | 'snoozeTomorrow' | 'snoozeMonday'; until: Date }[] {
  return [
    { key: 'snoozeHour' as const, until: new Date(now.getTime() + 3_600_000) },
    { key: 'snoozeTomorrow' as const, until: atNine(now, 1) },
    { key: 'snoozeMonday' as const, until: atNine(now, 8 - now.getDay()) },
  ].slice(0, now.getDay() === 0 ? 2 : 3);
}

export function SnoozeDialog({ id, onLeave, onDone }: { id: string; onLeave: () => void; onDone: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [{ fetching, error }, snooze] = useMutation(SnoozeConversationDocument);
  return (
    <Modal label={t('desk.snoozeTitle')} onLeave={onLeave}>
      <h2>{t('desk.snoozeTitle')}</h2>
      <div className="stack snooze">
        {choices(new Date()).map(({ key, until }) => (
          <Button
            key={key}
            tone="quiet"
            wide
            busy={fetching && t('desk.taking')}
            onClick={() =>
              void snooze({ id, until: until.toISOString() }).then(({ data }) => {
                if (data) onDone();
              })
            }
          >
            <span>{t(`desk.${key}`)}</span> <span className="muted small">{format.instant(until.toISOString())}</span>
          </Button>
        ))}
      </div>
      <p className="muted small">{t('desk.snoozeNote')}</p>
      {error && <Problem failure={error} />}
    </Modal>
  );
}
