import { vehicleStates } from '@ycyw/core/vehicleMoves';
import { useTranslation } from 'react-i18next';
import { useEffect, useState } from 'react';
import { ChoiceField, TextField } from '../../../ui/Field.tsx';
import { AgencyChoice } from '../AgencyChoice.tsx';
import { ClassChoice } from '../ClassChoice.tsx';

/** As it stands in the address. */
export type UnitSearch = {
  agency?: string | undefined;
  state?: string | undefined;
  acriss?: string | undefined;
  plate?: string | undefined;
};

type Props = { search: UnitSearch; onSearch: (search: UnitSearch) => void };

export function UnitFilters({ search, onSearch }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(search.plate ?? '');
  const [asked, setAsked] = useState(search.plate);
  if (asked !== search.plate) {
    setAsked(search.plate);
    // All filters were taken away at once.
    if (search.plate === undefined) setTyped('');
  }
  const plate = typed.trim() || undefined;
  useEffect(() => {
    if (plate === search.plate) return;
    const timer = setTimeout(() => {
      onSearch({ ...search, plate });
    }, 250);
    return () => {
      clearTimeout(timer);
    };
  }, [plate, search, onSearch]);
  return (
    <div className="filters" role="search" aria-label={t('results.filters')}>
      <TextField
        label={t('fleet.unit.plate')}
        type="search"
        autoComplete="off"
        spellCheck={false}
        placeholder={t('fleet.platePart')}
        maxLength={16}
        value={typed}
        onText={setTyped}
      />
      <AgencyChoice
        label={t('fleet.agency')}
        none={t('fleet.allAgencies')}
        code={search.agency}
        onCode={(agency) => {
          onSearch({ ...search, agency });
        }}
      />
      <ChoiceField
        label={t('fleet.stateLabel')}
        value={search.state ?? ''}
        onText={(state) => {
          onSearch({ ...search, state: state || undefined });
        }}
      >
        <option value="">{t('fleet.allStates')}</option>
        {vehicleStates.map((state) => (
          <option key={state} value={state}>
            {t(`fleet.state.${state}`)}
          </option>
        ))}
      </ChoiceField>
      <ClassChoice
        label={t('fleet.class')}
        none={t('fleet.allClasses')}
        code={search.acriss ?? ''}
        onCode={(acriss) => {
          onSearch({ ...search, acriss: acriss || undefined });
        }}
      />
    </div>
  );
}
