import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { ReactElement, ReactNode } from 'react';
import { FactorNeeded } from '../features/account/FactorNeeded.tsx';
import { SignInNeeded } from '../features/account/SignInNeeded.tsx';
import { ChatPage } from '../features/support/ChatPage.tsx';
import { DeskPage } from '../features/desk/DeskPage.tsx';
import { ArticlePage } from '../features/help/ArticlePage.tsx';
import { HelpPage } from '../features/help/HelpPage.tsx';
import { Words } from '../ui/Words.tsx';
import { useAccount } from './Graph.tsx';
import { Loading } from './Loading.tsx';
import { StaffOnly } from './NotFound.tsx';
import { factorMissing, staffRoles } from './roles.ts';

const help = getRouteApi('/help');
const helpArticle = getRouteApi('/help/$slug');
const chat = getRouteApi('/conversations/$id');
const deskConversation = getRouteApi('/desk/$id');

/** Conversations show what comes after booking as well. */
function SupportWords({ children }: { children: ReactNode }) {
  return (
    <Words of="support" waiting={<Loading />}>
      <Words of="rental" waiting={<Loading />}>
        {children}
      </Words>
    </Words>
  );
}

export function HelpRoute(): ReactElement {
  const { booking } = help.useSearch();
  const { viewer } = useAccount();
  const navigate = useNavigate();
  if (viewer === undefined) return <Loading />;
  return (
    <Words of="support" waiting={<Loading />}>
      <HelpPage
        booking={booking}
        viewerId={viewer?.id ?? null}
        onStarted={(id) => void navigate({ to: '/conversations/$id', params: { id } })}
      />
    </Words>
  );
}

export function HelpArticleRoute(): ReactElement {
  const { slug } = helpArticle.useParams();
  return (
    <Words of="support" waiting={<Loading />}>
      <ArticlePage key={slug} slug={slug} />
    </Words>
  );
}

export function ChatRoute(): ReactElement {
  const { id } = chat.useParams();
  const { viewer, live } = useAccount();
  if (viewer === undefined) return <Loading />;
  if (!viewer) return <SignInNeeded next={`/conversations/${id}`} />;
  return (
    <SupportWords>
      <ChatPage id={id} live={live} viewerId={viewer.id} />
    </SupportWords>
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
    <SupportWords>
      <DeskPage id={id} live={live} viewerId={viewer.id} viewerName={viewer.displayName} manager={viewer.role !== 'AGENT'} />
    </SupportWords>
  );
}
