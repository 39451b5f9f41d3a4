import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Notice } from '../../../ui/Notice.tsx';
import { useFormat } from '../../../ui/useFormat.ts';
import { Columns } from './Columns.tsx';
import { fingerprintOf, type Survey, survey } from './fileLines.ts';
import { Sending } from './Sending.tsx';
import type { Transfer } from './useTransfer.ts';

export type ChosenFile = Survey & { file: File; fingerprint: string };

/** Choose a file, say what its columns hold, watch it come in. */
export function NewImport({ transfer }: { transfer: Transfer }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  const [read, setRead] = useState<number | null>(null);
  const [trouble, setTrouble] = useState<'empty' | 'unreadable' | null>(null);
  const [chosen, setChosen] = useState<ChosenFile | null>(null);
  const choose = async (file: File) => {
    setTrouble(null);
    setChosen(null);
    setRead(0);
    try {
      let bytes = 0;
      const surveyed = await survey(file, (more) => {
        bytes += more;
        setRead(file.size > 0 ? bytes / file.size : 1);
      });
      if (surveyed.totalLines === 0) setTrouble('empty');
      else setChosen({ file, fingerprint: await fingerprintOf(file), ...surveyed });
    } catch {
      setTrouble('unreadable');
    }
    setRead(null);
  };
  if (chosen && transfer.state !== 'idle')
    return (
      <Sending
        chosen={chosen}
        transfer={transfer}
        onLeave={() => {
          transfer.leave();
          setChosen(null);
        }}
      />
    );
  return (
    <section className="sheet stack" aria-labelledby="new-import">
      <h2 id="new-import">{t('fleet.import.new')}</h2>
      <p className="small muted">{t('fleet.import.formats')}</p>
      <div className="row">
        <label className="btn quiet compact pick">
          <input
            type="file"
            accept=".csv,.txt,.jsonl,.ndjson,.json,text/csv,application/x-ndjson"
            onChange={({ target }) => {
              const [file] = target.files ?? [];
              // The same file chosen again is heard of too.
              target.value = '';
              if (file) void choose(file);
            }}
          />
          {t(chosen ? 'fleet.import.other' : 'fleet.import.choose')}
        </label>
        {chosen && (
          <span>
            <strong>{chosen.file.name}</strong>{' '}
            <span className="muted">
              {t('fleet.import.lines', { count: chosen.totalLines, number: number(chosen.totalLines) })} ·{' '}
              {chosen.format === 'CSV' ? 'CSV' : 'JSON Lines'}
            </span>
          </span>
        )}
      </div>
      {read !== null && (
        <label className="stack small">
          {t('fleet.import.reading')}
          <progress max={1} value={read} />
        </label>
      )}
      {trouble && <Notice tone="bad">{t(`fleet.import.${trouble}`)}</Notice>}
      {chosen && <Columns key={chosen.fingerprint} chosen={chosen} onSend={(input) => void transfer.send(chosen.file, input)} />}
    </section>
  );
}
