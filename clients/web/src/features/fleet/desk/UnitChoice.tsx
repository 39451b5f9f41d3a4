import { type UnitRowFragment, UnitsDocument } from '@ycyw/core/generated/fleet/graphql';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Bones } from '../../../ui/Bones.tsx';
import { TextField } from '../../../ui/Field.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { useFormat } from '../../../ui/useFormat.ts';

type Props = {
  agency: string;
  acriss: string;
  chosen: UnitRowFragment | null;
  error: string | undefined;
  onChoose: (unit: UnitRowFragment) => void;
};

const shown = 5;

/** One of the class's units that stand free at the agency, found by any part of its plate. */
export function UnitChoice({ agency, acriss, chosen, error, onChoose }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const [typed, setTyped] = useState('');
  const plate = useDeferredValue(typed.trim());
  const [{ data, error: failed, fetching }, again] = useQuery({
    query: UnitsDocument,
    variables: { agency, acriss, state: 'AVAILABLE', plate: plate || null, first: shown, after: null },
    requestPolicy: 'cache-and-network',
  });
  const units = data?.vehicles;
  const more = units ? units.totalCount - units.edges.length : 0;
  return (
    <fieldset className="unit-choice">
      <legend className="hidden">{t('fleet.handOver.which')}</legend>
      <TextField
        label={t('fleet.handOver.which')}
        type="search"
        placeholder={t('fleet.platePart')}
        maxLength={16}
        autoComplete="off"
        spellCheck={false}
        value={typed}
        error={error}
        onText={setTyped}
      />
      {failed && !units && <Problem failure={failed} onRetry={again} />}
      {!units && fetching && <Bones widths={['100%', '100%', '100%']} height={44} />}
      <p className="small muted" role="status">
        {units?.totalCount === 0 && t(plate ? 'fleet.handOver.noSuch' : 'fleet.handOver.noUnit', { code: acriss })}
        {more > 0 && t('fleet.handOver.more', { count: more, shown: units?.edges.length })}
      </p>
      {units && units.totalCount > 0 && (
        <ul>
          {units.edges.map(({ node }) => (
            <li key={node.id}>
              <label className="check">
                <input
                  type="radio"
                  name="unit"
                  checked={chosen?.id === node.id}
                  onChange={() => {
                    onChoose(node);
                  }}
                />
                <b className="plate">{node.plate}</b>
                <span>
                  {node.make} {node.model}
                </span>
                <span className="count">{t('fleet.km', { km: format.number(node.odometerKm) })}</span>
              </label>
            </li>
          ))}
        </ul>
      )}
    </fieldset>
  );
}
