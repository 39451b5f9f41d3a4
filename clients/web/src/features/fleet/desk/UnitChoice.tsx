import { type UnitRowFragment, UnitsForHandOverDocument, type UnitsForHandOverQuery } from '@ycyw/core/generated/fleet/graphql';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Bones } from '../../../ui/Bones.tsx';
import { TextField } from '../../../ui/Field.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { useFormat } from '../../../ui/useFormat.ts';

export type Unit = UnitsForHandOverQuery['unitsForHandOver'][number] & { vehicle: UnitRowFragment };

type Props = {
  bookingId: string;
  acriss: string;
  chosen: Unit | null;
  error: string | undefined;
  onChoose: (unit: Unit) => void;
};

const shown = 5;
const plain = (plate: string): string => plate.replace(/[\s-]/g, '').toUpperCase();

const isReady = (unit: UnitsForHandOverQuery['unitsForHandOver'][number]): unit is Unit => unit.vehicle?.state === 'AVAILABLE';

/** A unit that stands free where the rental begins: of the reserved class, or a better one at no cost; found by any part of its plate. */
export function UnitChoice({ bookingId, acriss, chosen, error, onChoose }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const plate = useDeferredValue(plain(typed));
  const [{ data, error: failed, fetching }, again] = useQuery({
    query: UnitsForHandOverDocument,
    variables: { bookingId },
    requestPolicy: 'cache-and-network',
  });
  const all = data?.unitsForHandOver.filter(isReady);
  const units = all?.filter(({ vehicle }) => plain(vehicle.plate).includes(plate));
  const reserved = units?.filter(({ upgrade }) => upgrade === 0) ?? [];
  const better = units?.filter(({ upgrade }) => upgrade > 0) ?? [];
  // Better cars only where they are looked for, or nothing else is there.
  const offered = plate || reserved.length < 2 ? better.slice(0, shown) : better.slice(0, 2);
  const more = (units?.length ?? 0) - Math.min(reserved.length, shown) - offered.length;
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
        {units?.length === 0 && (plate ? t('fleet.handOver.noSuch') : t('inspection.noUnit', { code: acriss }))}
        {more > 0 && t('inspection.more', { count: more })}
      </p>
      <Units units={reserved.slice(0, shown)} chosen={chosen} onChoose={onChoose} />
      {offered.length > 0 && (
        <div className="upgrades">
          <p>
            <b>{t('inspection.upgrade.free')}</b> <span className="small muted">{t('inspection.upgrade.about')}</span>
          </p>
          <Units units={offered} chosen={chosen} onChoose={onChoose} />
        </div>
      )}
    </fieldset>
  );
}

function Units({ units, chosen, onChoose }: Pick<Props, 'chosen' | 'onChoose'> & { units: readonly Unit[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (units.length === 0) return null;
  return (
    <ul>
      {units.map((unit) => {
        const { vehicle, upgrade, acriss, odometerKm } = unit;
        return (
          <li key={vehicle.id}>
            <label className="check">
              <input
                type="radio"
                name="unit"
                checked={chosen?.vehicle.id === vehicle.id}
                onChange={() => {
                  onChoose(unit);
                }}
              />
              <span className="unit">
                <b className="plate">{vehicle.plate}</b>
                <span className="small muted">
                  {vehicle.make} {vehicle.model}
                  {upgrade > 0 && ` · ${acriss} ${vehicle.vehicleClass.name}`}
                </span>
              </span>
              <span className="count">{t('fleet.km', { km: format.number(odometerKm ?? vehicle.odometerKm) })}</span>
            </label>
          </li>
        );
      })}
    </ul>
  );
}
