import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { FactorNeeded } from '../features/account/FactorNeeded.tsx';
import { SignInNeeded } from '../features/account/SignInNeeded.tsx';
import { ChatPage } from '../features/support/ChatPage.tsx';
import { DeskPage } from '../features/support/DeskPage.tsx';
import { HelpPage } from '../features/support/HelpPage.tsx';
import { Words } from '../ui/Words.tsx';
import { useAccount } from './Graph.tsx';
import { Loading } from './Loading.tsx';
import { StaffOnly } from './NotFound.tsx';
import { factorMissing, staffRoles } from './roles.ts';

const help = getRouteApi('/help');
const chat = getRouteApi('/conversations/$id');
const deskConversation = getRouteApi('/desk/$id');

export function HelpRoute(): ReactElement {
  const { booking } = help.useSearch();
  const { viewer } = useAccount();
  const navigate = useNavigate();
  if (viewer === undefined) return <Loading />;
  if (!viewer) return <SignInNeeded next={booking ? `/help?booking=${encodeURIComponent(booking)}` : '/help'} />;
  return <HelpPage booking={booking} onStarted={(id) => void navigate({ to: '/conversations/$id', params: { id } })} />;
}

export function ChatRoute(): ReactElement {
  const { id } = chat.useParams();
  const { viewer, live } = useAccount();
  if (viewer === undefined) return <Loading />;
  if (!viewer) return <SignInNeeded next={`/conversations/${id}`} />;
  return (
    <Words of="rental" waiting={<Loading />}>
      <ChatPage id={id} live={live} viewerId={viewer.id} />
    </Words>
  );
}

export function DeskRoute(): ReactElement {
  return <Desk id={undefined} />;
}

export function DeskConversationRoute(): ReactElement {
  return <Desk id={deskConversation.useParams().id} />;
}

function Desk({ id }: { id: string | undefined }) {
  const { viewer, live } = useAccount();
  if (viewer === undefined) return <Loading />;
  if (!viewer) return <SignInNeeded next="/desk" />;
  if (factorMissing(viewer)) return <FactorNeeded />;
  if (!staffRoles.includes(viewer.role)) return <StaffOnly />;
  return (
    <Words of="rental" waiting={<Loading />}>
      <DeskPage id={id} live={live} viewerId={viewer.id} manager={viewer.role !== 'AGENT'} />
    </Words>
  );
}
