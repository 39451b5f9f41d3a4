import { AnnounceChargeDocument } from '@ycyw/core/generated/fleet/graphql';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../ui/Button.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useFormat } from '../../ui/useFormat.ts';
import { useIdempotencyKey } from '../../ui/useIdempotencyKey.ts';
import type { DeskChargesData } from './DeskCharges.tsx';

type Props = {
  bookingId: string;
  suggestion: DeskChargesData['chargeSuggestions'][number];
  /** Whether the reader may announce what is above the cap. */ manager: boolean;
  onDone: () => void;
};

/** What the readings say and nobody has announced: too much to go out by itself. */
export function Suggestion({ bookingId, suggestion: { kind, line, rule, needsManager }, manager, onDone }: Props) {
  const { t } = useTranslation();
  const { money } = useFormat();
  const [{ error, fetching }, announce] = useMutation(AnnounceChargeDocument);
  const keyFor = useIdempotencyKey();
  const send = async () => {
    const input = { bookingId, kind };
    const { data } = await announce({ input: { ...input, idempotencyKey: keyFor(input) } });
    if (data) onDone();
  };
  return (
    <article className="charge stack" aria-label={line.label}>
      <div className="charge-head">
        <div>
          <h3>{line.label}</h3>
          <span className="tag warn">{t('charges.suggested')}</span>
        </div>
        <p className="charge-amount">
          <b>{money(line.gross)}</b>
        </p>
      </div>
      <p>{rule}</p>
      {needsManager && <p className="small muted">{t('charges.needsManager')}</p>}
      {error && <Problem failure={error} />}
      {(manager || !needsManager) && (
        <div>
          <Button tone="quiet" compact busy={fetching && t('shell.sending')} onClick={() => void send()}>
            {t('charges.announce', { amount: money(line.gross) })}
          </Button>
        </div>
      )}
    </article>
  );
}
