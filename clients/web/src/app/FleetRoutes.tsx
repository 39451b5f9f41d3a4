import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { Role } from '@ycyw/core/generated/graphql';
import { type ReactElement, useCallback } from 'react';
import { IssuedPage } from '../features/documents/IssuedPage.tsx';
import { AgenciesPage } from '../features/fleet/agencies/AgenciesPage.tsx';
import { AgencyPage } from '../features/fleet/agencies/AgencyPage.tsx';
import { ClassesPage } from '../features/fleet/classes/ClassesPage.tsx';
import { FleetFrame } from '../features/fleet/FleetFrame.tsx';
import { ImportPage } from '../features/fleet/imports/ImportPage.tsx';
import { ImportsPage } from '../features/fleet/imports/ImportsPage.tsx';
import { SupplyPage } from '../features/fleet/supply/SupplyPage.tsx';
import { UnitPage } from '../features/fleet/units/UnitPage.tsx';
import { UnitsPage } from '../features/fleet/units/UnitsPage.tsx';
import { Staff } from './Staff.tsx';

const units = getRouteApi('/fleet');
const unit = getRouteApi('/fleet/units/$id');
const agencies = getRouteApi('/fleet/agencies');
const agency = getRouteApi('/fleet/agencies/$code');
const supply = getRouteApi('/fleet/availability');
const issued = getRouteApi('/fleet/documents');
const oneImport = getRouteApi('/fleet/imports/$id');

type ConsoleProps = { next: string; managers?: boolean; children: (role: Role) => ReactElement };

function Console({ children, ...staff }: ConsoleProps) {
  return <Staff {...staff}>{(role) => <FleetFrame role={role}>{children(role)}</FleetFrame>}</Staff>;
}

export function UnitsRoute(): ReactElement {
  const search = units.useSearch();
  const navigate = useNavigate();
  return (
    <Console next="/fleet">
      {(role) => (
        <UnitsPage role={role} search={search} onSearch={(next) => void navigate({ to: '/fleet', search: next, resetScroll: false })} />
      )}
    </Console>
  );
}

export function IssuedRoute(): ReactElement {
  const search = issued.useSearch();
  const navigate = useNavigate();
  return (
    <Console next="/fleet/documents" managers>
      {() => (
        <IssuedPage
          search={search}
          onSearch={(next) => void navigate({ to: '/fleet/documents', search: next, replace: true, resetScroll: false })}
        />
      )}
    </Console>
  );
}

export function UnitRoute(): ReactElement {
  const { id } = unit.useParams();
  return <Console next={`/fleet/units/${id}`}>{(role) => <UnitPage key={id} id={id} role={role} />}</Console>;
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
  return <Console next="/fleet/agencies">{(role) => <AgenciesPage role={role} text={text} onText={ask} />}</Console>;
}

export function ManagedAgencyRoute(): ReactElement {
  const { code } = agency.useParams();
  return <Console next={`/fleet/agencies/${code}`}>{(role) => <AgencyPage key={code} code={code} role={role} />}</Console>;
}

export function ClassesRoute(): ReactElement {
  return <Console next="/fleet/classes">{(role) => <ClassesPage role={role} />}</Console>;
}

export function SupplyRoute(): ReactElement {
  const search = supply.useSearch();
  const navigate = useNavigate();
  return (
    <Console next="/fleet/availability">
      {(role) => (
        <SupplyPage
          role={role}
          search={search}
          onSearch={(next) => void navigate({ to: '/fleet/availability', search: next, resetScroll: false })}
        />
      )}
    </Console>
  );
}

export function ImportsRoute(): ReactElement {
  return (
    <Console next="/fleet/imports" managers>
      {() => <ImportsPage />}
    </Console>
  );
}

export function ImportRoute(): ReactElement {
  const { id } = oneImport.useParams();
  return (
    <Console next={`/fleet/imports/${id}`} managers>
      {() => <ImportPage key={id} id={id} />}
    </Console>
  );
}
