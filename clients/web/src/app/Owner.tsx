import type { Role } from '@ycyw/core/generated/graphql';
import type { ReactElement } from 'react';
import { AccountFrame } from '../features/account/AccountFrame.tsx';
import { FactorNeeded } from '../features/account/FactorNeeded.tsx';
import { SignInNeeded } from '../features/account/SignInNeeded.tsx';
import { useAccount, type Viewer } from './Graph.tsx';
import { Loading } from './Loading.tsx';
import { NotFound } from './NotFound.tsx';
import { factorMissing } from './roles.ts';

type Props = { next: string; role?: Role; children: (viewer: Viewer) => ReactElement };

/** A page within one's account: for whoever is signed in, or for one role alone. */
export function Owner({ next, role, children }: Props) {
  const { viewer } = useAccount();
  if (viewer === undefined) return <Loading />;
  if (!viewer) return <SignInNeeded next={next} />;
  if (role && factorMissing(viewer)) return <FactorNeeded />;
  if (role && viewer.role !== role) return <NotFound />;
  return <AccountFrame role={viewer.role}>{children(viewer)}</AccountFrame>;
}
