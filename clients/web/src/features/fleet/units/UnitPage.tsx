import { Link } from '@tanstack/react-router';
import { UnitDocument, type UnitPartsFragment } from '@ycyw/core/generated/fleet/graphql';
import type { Role } from '@ycyw/core/generated/graphql';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Bones } from '../../../ui/Bones.tsx';
import { Empty } from '../../../ui/Empty.tsx';
import { PageTitle } from '../../../ui/PageTitle.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { Silhouette } from '../../../ui/Silhouette.tsx';
import { useFormat } from '../../../ui/useFormat.ts';
import { Absences } from './Absences.tsx';
import { ReceiveForm } from './ReceiveForm.tsx';
import { StateMoves } from './StateMoves.tsx';
import { UnitFacts } from './UnitFacts.tsx';
import './units.css';
import { UnitState } from './UnitState.tsx';

export function UnitPage({ id, role }: { id: string; role: Role }) {
  const { t } = useTranslation();
  const [{ data, error, fetching }, again] = useQuery({ query: UnitDocument, variables: { id }, requestPolicy: 'cache-and-network' });
  if (data?.vehicle) return <Found unit={data.vehicle} role={role} />;
  return (
    <>
      {!fetching && !error ? (
        <Empty page title={t('fleet.unit.goneTitle')} text={t('fleet.unit.gone')}>
          <Link className="btn quiet" to="/fleet">
            {t('fleet.units')}
          </Link>
        </Empty>
      ) : (
        <PageTitle title={t('fleet.unit.title')}>{t('fleet.unit.title')}</PageTitle>
      )}
      {fetching && <Bones widths={['40%', '80%', '70%', '60%']} height={22} />}
      {error && <Problem failure={error} onRetry={again} />}
    </>
  );
}

function Found({ unit, role }: { unit: UnitPartsFragment; role: Role }) {
  const { t } = useTranslation();
  const format = useFormat();
  const manages = role !== 'AGENT';
  const { plate, make, model, agency, state, changedAt, vehicleClass } = unit;
  return (
    <>
      <div className="unit-head">
        <div className="stack">
          <div className="row">
            <PageTitle title={plate} className="plate" about={state}>
              {plate}
            </PageTitle>
            <UnitState state={state} />
          </div>
          <p className="lead">
            {make} {model} · {agency?.name} ({agency?.code})
          </p>
          <p className="muted small">{t('fleet.unit.changedAt', { at: format.instant(changedAt, 'stamp') })}</p>
        </div>
        <Silhouette acriss={vehicleClass.id} />
      </div>
      <div className="unit-columns">
        <div className="stack">
          {state === 'IN_TRANSFER' && <ReceiveForm unit={unit} />}
          <StateMoves unit={unit} />
          <Absences unit={unit} manages={manages} />
        </div>
        <UnitFacts unit={unit} manages={manages} />
      </div>
    </>
  );
}
