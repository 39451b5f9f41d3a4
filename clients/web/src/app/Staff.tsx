import type { Role } from '@ycyw/core/generated/graphql';
import type { ReactElement } from 'react';
import { FactorNeeded } from '../features/account/FactorNeeded.tsx';
import { SignInNeeded } from '../features/account/SignInNeeded.tsx';
import { Words } from '../ui/Words.tsx';
import { useAccount } from './Graph.tsx';
import { Loading } from './Loading.tsx';
import { NotFound, StaffOnly } from './NotFound.tsx';
import { factorMissing, staffRoles } from './roles.ts';

type Props = { next: string; managers?: boolean; children: (role: Role) => ReactElement };

/** A page of the people who work here, with the words that only they read. */
export function Staff({ next, managers = false, children }: Props) {
  const { viewer } = useAccount();
  if (viewer === undefined) return <Loading />;
  if (!viewer) return <SignInNeeded next={next} />;
  if (factorMissing(viewer)) return <FactorNeeded />;
  if (!staffRoles.includes(viewer.role)) return <StaffOnly />;
  if (managers && viewer.role === 'AGENT') return <NotFound />;
  return (
    <Words of="fleet" waiting={<Loading />}>
      <Words of="rental" waiting={<Loading />}>
        {children(viewer.role)}
      </Words>
    </Words>
  );
}
