import { Link } from '@tanstack/react-router';
import type { Live } from '@ycyw/core/live';
import { useTranslation } from 'react-i18next';
import { ConversationPane } from './ConversationPane.tsx';

export function ChatPage({ id, live, viewerId }: { id: string; live: Live; viewerId: string }) {
  const { t } = useTranslation();
  return (
    <div className="chat-page">
      <ConversationPane
        key={id}
        id={id}
        live={live}
        viewerId={viewerId}
        side="CUSTOMER"
        back={
          <Link to="/help" aria-label={t('chat.all')}>
            ←
          </Link>
        }
      />
    </div>
  );
}
