import { Link } from '@tanstack/react-router';
import { type UnitRowFragment, UnitsDocument } from '@ycyw/core/generated/fleet/graphql';
import type { Role } from '@ycyw/core/generated/graphql';
import { vehicleStates } from '@ycyw/core/vehicleMoves';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Bones } from '../../../ui/Bones.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Empty } from '../../../ui/Empty.tsx';
import { PageTitle } from '../../../ui/PageTitle.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { useFormat } from '../../../ui/useFormat.ts';
import { PageTurn, usePages } from '../PageTurn.tsx';
import { AddUnits } from './AddUnits.tsx';
import { UnitFilters, type UnitSearch } from './UnitFilters.tsx';
import './units.css';
import { UnitState } from './UnitState.tsx';

type Props = { role: Role; search: UnitSearch; onSearch: (search: UnitSearch) => void };

const pageSize = 30;

export function UnitsPage({ role, search, onSearch }: Props) {
  const { t } = useTranslation();
  const [adding, setAdding] = useState(false);
  const [added, setAdded] = useState(0);
  return (
    <>
      <div className="head">
        <PageTitle title={t('fleet.units')}>{t('fleet.units')}</PageTitle>
        {role !== 'AGENT' && !adding && (
          <Button
            tone="quiet"
            compact
            onClick={() => {
              setAdding(true);
            }}
          >
            {t('fleet.add.open')}
          </Button>
        )}
      </div>
      {adding && (
        <AddUnits
          agency={search.agency}
          onAdded={() => {
            setAdded((times) => times + 1);
          }}
          onLeave={() => {
            setAdding(false);
          }}
        />
      )}
      <UnitFilters search={search} onSearch={onSearch} />
      <Units key={`${JSON.stringify(search)} ${String(added)}`} search={search} onSearch={onSearch} />
    </>
  );
}

function Units({ search, onSearch }: Omit<Props, 'role'>) {
  const { t } = useTranslation();
  const format = useFormat();
  const pages = usePages();
  const [{ data, error, fetching }, again] = useQuery({
    query: UnitsDocument,
    variables: {
      agency: search.agency ?? null,
      state: vehicleStates.find((state) => state === search.state) ?? null,
      acriss: search.acriss ?? null,
      plate: search.plate ?? null,
      first: pageSize,
      after: pages.after,
    },
    requestPolicy: 'cache-and-network',
  });
  const units = data?.vehicles;
  if (error && !units) return <Problem failure={error} onRetry={again} />;
  if (!units) return fetching ? <Bones widths={['100%', '100%', '100%', '100%', '100%']} height={56} /> : null;
  if (units.totalCount === 0)
    return (
      <Empty title={t('fleet.noUnitsTitle')} text={t('fleet.noUnits')}>
        <Button
          tone="quiet"
          compact
          onClick={() => {
            onSearch({});
          }}
        >
          {t('results.clear')}
        </Button>
      </Empty>
    );
  return (
    <>
      {error && <Problem failure={error} onRetry={again} />}
      <p className="muted small" role="status">
        {t('fleet.unitCount', { count: units.totalCount, number: format.number(units.totalCount) })}
      </p>
      <ul className="units">
        {units.edges.map(({ node }) => (
          <UnitRow key={node.id} unit={node} />
        ))}
      </ul>
      <PageTurn pages={pages} info={units.pageInfo} busy={fetching} />
    </>
  );
}

function UnitRow({ unit }: { unit: UnitRowFragment }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { id, plate, make, model, year, vehicleClass, agency, odometerKm, state } = unit;
  return (
    <li>
      <Link to="/fleet/units/$id" params={{ id }}>
        <b className="plate">{plate}</b>
        <span>
          <strong>
            {make} {model}
          </strong>
          <span className="muted small">
            {vehicleClass.id} · {vehicleClass.name} · {year}
          </span>
        </span>
        <span className="muted small where">
          {agency?.code} · {agency?.city}
        </span>
        <span className="muted small km">{t('fleet.km', { km: format.number(odometerKm) })}</span>
        <UnitState state={state} />
      </Link>
    </li>
  );
}
