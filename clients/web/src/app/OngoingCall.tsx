import { useRouterState } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useOngoing } from '../features/calls/ongoing.ts';
import { Words } from '../ui/Words.tsx';

const OngoingBar = lazy(() => import('../features/calls/OngoingBar.tsx').then((module) => ({ default: module.OngoingBar })));

/** The way back to a call, wherever its conversation is not shown. */
export function OngoingCall() {
  const call = useOngoing();
  const path = useRouterState({ select: ({ location }) => location.pathname });
  if (!call || path.endsWith(`/${call.conversationId}`)) return null;
  return (
    <Suspense fallback={null}>
      <Words of="support" waiting={null}>
        <OngoingBar call={call} />
      </Words>
    </Suspense>
  );
}
