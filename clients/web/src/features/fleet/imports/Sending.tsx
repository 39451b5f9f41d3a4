import { useTranslation } from 'react-i18next';
import { Button } from '../../../ui/Button.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { useFormat } from '../../../ui/useFormat.ts';
import { Counts } from './Counts.tsx';
import { ImportState } from './ImportState.tsx';
import type { ChosenFile } from './NewImport.tsx';
import { RefusedRows } from './RefusedRows.tsx';
import type { Transfer } from './useTransfer.ts';

type Props = { chosen: ChosenFile; transfer: Transfer; onLeave: () => void };

/** How far the file has come; to pause, to go on, to leave for later. */
export function Sending({ chosen, transfer, onLeave }: Props) {
  const { t } = useTranslation();
  const { number } = useFormat();
  const { one, state, failure, lost } = transfer;
  const total = chosen.totalLines;
  const come = Math.min(total, (one?.nextLine ?? 1) - 1);
  return (
    <section className="sheet stack" aria-labelledby="sending">
      <div className="row">
        <h2 id="sending" className="file-name">
          {chosen.file.name}
        </h2>
        {one && <ImportState state={one.state} />}
      </div>
      <div className="stack">
        <progress max={total} value={come} aria-labelledby="sending" />
        <p className="small">{t('fleet.import.come', { come: number(come), total: number(total) })}</p>
        {one && <Counts one={one} />}
      </div>
      <span className="hidden" role="status">
        {state === 'ended' && t('fleet.import.done')}
        {state === 'paused' && t('fleet.import.paused')}
      </span>
      {failure && <Problem failure={failure} onRetry={transfer.again} />}
      {lost && <Notice tone="bad">{t('fleet.import.lost')}</Notice>}
      {one?.state === 'DONE' && (
        <Notice tone="good" title={t('fleet.import.done')}>
          {one.refused > 0 ? t('fleet.import.doneSome') : t('fleet.import.doneAll')}
        </Notice>
      )}
      {one?.state === 'FAILED' && <Notice tone="warn">{t('fleet.import.overtaken')}</Notice>}
      <div className="row">
        {state === 'sending' && (
          <Button tone="quiet" compact onClick={transfer.pause}>
            {t('fleet.import.pause')}
          </Button>
        )}
        {state === 'paused' && !lost && (
          <Button compact onClick={transfer.again}>
            {t('fleet.import.resume')}
          </Button>
        )}
        {state !== 'sending' && (
          <Button tone="quiet" compact onClick={onLeave}>
            {t(state === 'ended' ? 'fleet.import.another' : 'shell.close')}
          </Button>
        )}
      </div>
      {state === 'paused' && <p className="small muted">{t('fleet.import.pausedHint')}</p>}
      {one && state !== 'sending' && <RefusedRows id={one.id} name={one.name} count={one.refused} />}
    </section>
  );
}
