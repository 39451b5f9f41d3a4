import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { Role } from '@ycyw/core/generated/graphql';
import { type ReactElement, useCallback } from 'react';
import { FactorNeeded } from '../features/account/FactorNeeded.tsx';
import { SignInNeeded } from '../features/account/SignInNeeded.tsx';
import { AgenciesPage } from '../features/fleet/agencies/AgenciesPage.tsx';
import { AgencyPage } from '../features/fleet/agencies/AgencyPage.tsx';
import { ClassesPage } from '../features/fleet/classes/ClassesPage.tsx';
import { FleetFrame } from '../features/fleet/FleetFrame.tsx';
import { FleetWords } from '../features/fleet/FleetWords.tsx';
import { ImportPage } from '../features/fleet/imports/ImportPage.tsx';
import { ImportsPage } from '../features/fleet/imports/ImportsPage.tsx';
import { SupplyPage } from '../features/fleet/supply/SupplyPage.tsx';
import { UnitPage } from '../features/fleet/units/UnitPage.tsx';
import { UnitsPage } from '../features/fleet/units/UnitsPage.tsx';
import { useAccount } from './Graph.tsx';
import { Loading } from './Loading.tsx';
import { NotFound, StaffOnly } from './NotFound.tsx';
import { factorMissing, staffRoles } from './roles.ts';

const units = getRouteApi('/fleet');
const unit = getRouteApi('/fleet/units/$id');
const agencies = getRouteApi('/fleet/agencies');
const agency = getRouteApi('/fleet/agencies/$code');
const supply = getRouteApi('/fleet/availability');
const oneImport = getRouteApi('/fleet/imports/$id');

type StaffProps = { next: string; managers?: boolean; children: (role: Role) => ReactElement };

function Staff({ next, managers = false, children }: StaffProps) {
  const { viewer } = useAccount();
  if (viewer === undefined) return <Loading />;
  if (!viewer) return <SignInNeeded next={next} />;
  if (factorMissing(viewer)) return <FactorNeeded />;
  if (!staffRoles.includes(viewer.role)) return <StaffOnly />;
  if (managers && viewer.role === 'AGENT') return <NotFound />;
  return (
    <FleetWords waiting={<Loading />}>
      <FleetFrame role={viewer.role}>{children(viewer.role)}</FleetFrame>
    </FleetWords>
  );
}

export function UnitsRoute(): ReactElement {
  const search = units.useSearch();
  const navigate = useNavigate();
  return (
    <Staff next="/fleet">
      {(role) => (
        <UnitsPage role={role} search={search} onSearch={(next) => void navigate({ to: '/fleet', search: next, resetScroll: false })} />
      )}
    </Staff>
  );
}

export function UnitRoute(): ReactElement {
  const { id } = unit.useParams();
  return <Staff next={`/fleet/units/${id}`}>{(role) => <UnitPage key={id} id={id} role={role} />}</Staff>;
}

export function ManagedAgenciesRoute(): ReactElement {
  const { text = '' } = agencies.useSearch();
  const navigate = useNavigate();
  const ask = useCallback(
    (next: string) => {
      if (next !== text) void navigate({ to: '/fleet/agencies', search: { text: next || undefined }, replace: true, resetScroll: false });
    },
    [navigate, text],
  );
  return <Staff next="/fleet/agencies">{(role) => <AgenciesPage role={role} text={text} onText={ask} />}</Staff>;
}

export function ManagedAgencyRoute(): ReactElement {
  const { code } = agency.useParams();
  return <Staff next={`/fleet/agencies/${code}`}>{(role) => <AgencyPage key={code} code={code} role={role} />}</Staff>;
}

export function ClassesRoute(): ReactElement {
  return <Staff next="/fleet/classes">{(role) => <ClassesPage role={role} />}</Staff>;
}

export function SupplyRoute(): ReactElement {
  const search = supply.useSearch();
  const navigate = useNavigate();
  return (
    <Staff next="/fleet/availability">
      {(role) => (
        <SupplyPage
          role={role}
          search={search}
          onSearch={(next) => void navigate({ to: '/fleet/availability', search: next, resetScroll: false })}
        />
      )}
    </Staff>
  );
}

export function ImportsRoute(): ReactElement {
  return (
    <Staff next="/fleet/imports" managers>
      {() => <ImportsPage />}
    </Staff>
  );
}

export function ImportRoute(): ReactElement {
  const { id } = oneImport.useParams();
  return (
    <Staff next={`/fleet/imports/${id}`} managers>
      {() => <ImportPage key={id} id={id} />}
    </Staff>
  );
}
