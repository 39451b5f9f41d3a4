import type { ReactElement, ReactNode } from 'react';
import { FactorNeeded } from '../features/account/FactorNeeded.tsx';
import { SignInNeeded } from '../features/account/SignInNeeded.tsx';
import { FiguresPage } from '../features/desk/FiguresPage.tsx';
import { LatePage } from '../features/managing/LatePage.tsx';
import { RepliesPage } from '../features/managing/RepliesPage.tsx';
import { TeamPage } from '../features/managing/TeamPage.tsx';
import { Words } from '../ui/Words.tsx';
import { useAccount } from './Graph.tsx';
import { Loading } from './Loading.tsx';
import { StaffOnly } from './NotFound.tsx';
import { factorMissing } from './roles.ts';

function Managers({ next, children }: { next: string; children: ReactNode }) {
  const { viewer } = useAccount();
  if (viewer === undefined) return <Loading />;
  if (!viewer) return <SignInNeeded next={next} />;
  if (factorMissing(viewer)) return <FactorNeeded />;
  if (viewer.role !== 'MANAGER' && viewer.role !== 'ADMIN') return <StaffOnly />;
  return (
    <Words of="support" waiting={<Loading />}>
      {children}
    </Words>
  );
}

export function DeskLateRoute(): ReactElement {
  const { live } = useAccount();
  return (
    <Managers next="/desk/late">
      <LatePage live={live} />
    </Managers>
  );
}

export function DeskFiguresRoute(): ReactElement {
  return (
    <Managers next="/desk/figures">
      <FiguresPage />
    </Managers>
  );
}

export function DeskRepliesRoute(): ReactElement {
  return (
    <Managers next="/desk/replies">
      <RepliesPage />
    </Managers>
  );
}

export function DeskTeamRoute(): ReactElement {
  return (
    <Managers next="/desk/team">
      <TeamPage />
    </Managers>
  );
}
