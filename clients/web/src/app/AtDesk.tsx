import { useRouterState } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useAccount } from './Graph.tsx';
import { factorMissing, staffRoles } from './roles.ts';

const Heartbeat = lazy(async () => ({ default: (await import('../features/desk/Heartbeat.tsx')).Heartbeat }));

/** Staff who have come to the desk are there whichever page they look at next: what they have is not given to somebody else meanwhile. */
export function AtDesk() {
  const { viewer } = useAccount();
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const [come, setCome] = useState(false);
  if (!come && path.startsWith('/desk')) setCome(true);
  if (!come || !viewer || !staffRoles.includes(viewer.role) || factorMissing(viewer)) return null;
  const [, conversationId = null] = /^\/desk\/([0-9a-f-]{36})$/.exec(path) ?? [];
  return (
    <Suspense fallback={null}>
      <Heartbeat conversationId={conversationId} />
    </Suspense>
  );
}
