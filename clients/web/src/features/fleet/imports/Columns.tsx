import type { StartFleetImportInput } from '@ycyw/core/generated/fleet/graphql';
import { columnsOf, guessColumns, type ImportField, importFields, neededFields } from '@ycyw/core/importColumns';
import { type SyntheticEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../ui/Button.tsx';
import { ChoiceField } from '../../../ui/Field.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { AgencyChoice } from '../AgencyChoice.tsx';
import { keptReading } from './keptReading.ts';
import type { ChosenFile } from './NewImport.tsx';

type Props = { chosen: ChosenFile; onSend: (input: StartFleetImportInput) => void };

const fieldOf = (text: string): ImportField | undefined => importFields.find((field) => field === text);

/** Which of the file's columns holds which of ours: guessed by name, settled by the reader. */
export function Columns({ chosen, onSend }: Props) {
  const { t } = useTranslation();
  const { file, fingerprint, format, firstLine, totalLines } = chosen;
  const columns = columnsOf(firstLine, format);
  const [kept] = useState(() => keptReading.of(fingerprint));
  const [fields, setFields] = useState<ReadonlyMap<string, ImportField>>(() => {
    if (!kept) return guessColumns(columns);
    return new Map(kept.columns.flatMap(({ column, field }) => (fieldOf(field) ? [[column, fieldOf(field) ?? 'plate'] as const] : [])));
  });
  const [agency, setAgency] = useState(kept?.agency);
  const held = [...fields.values()];
  const twice = importFields.filter((field) => held.filter((each) => each === field).length > 1);
  const missing = [...neededFields, ...(agency ? [] : (['agency'] as const))].filter((field) => !held.includes(field));
  const words = (list: readonly ImportField[]) => list.map((field) => t(`fleet.column.${field}`)).join(', ');
  const sound = missing.length === 0 && twice.length === 0;
  const send = (event: SyntheticEvent) => {
    event.preventDefault();
    if (!sound) return;
    const reading = { columns: [...fields].map(([column, field]) => ({ column, field })), agency };
    keptReading.keep(fingerprint, reading);
    onSend({ name: file.name, format, fingerprint, totalLines, firstLine, columns: reading.columns, agency: agency ?? null });
  };
  if (columns.length === 0) return <Notice tone="bad">{t('fleet.import.noHeader')}</Notice>;
  return (
    <form noValidate className="stack inner" aria-label={t('fleet.import.columns')} onSubmit={send}>
      <h3>{t('fleet.import.columns')}</h3>
      {kept && <p className="small muted">{t('fleet.import.again')}</p>}
      <div className="filters">
        {columns.map((column, index) => (
          <ChoiceField
            key={`${column} ${String(index)}`}
            label={column}
            error={twice.some((field) => field === fields.get(column)) ? t('fleet.import.twice') : undefined}
            value={fields.get(column) ?? ''}
            onText={(text) => {
              const next = new Map(fields);
              const field = fieldOf(text);
              if (field) next.set(column, field);
              else next.delete(column);
              setFields(next);
            }}
          >
            <option value="">{t('fleet.import.ignored')}</option>
            {importFields.map((field) => (
              <option key={field} value={field}>
                {t(`fleet.column.${field}`)}
              </option>
            ))}
          </ChoiceField>
        ))}
      </div>
      {!held.includes('agency') && (
        <AgencyChoice label={t('fleet.import.agency')} hint={t('fleet.import.agencyHint')} code={agency} onCode={setAgency} />
      )}
      {missing.length > 0 && <Notice tone="warn">{t('fleet.import.missing', { fields: words(missing) })}</Notice>}
      <div>
        <Button type="submit" compact disabled={!sound}>
          {t(kept ? 'fleet.import.resume' : 'fleet.import.begin')}
        </Button>
      </div>
    </form>
  );
}
