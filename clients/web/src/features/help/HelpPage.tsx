import { useTranslation } from 'react-i18next';
import { PageTitle } from '../../ui/PageTitle.tsx';
import { ArticleSearch } from './ArticleSearch.tsx';
import { ContactForm } from './ContactForm.tsx';
import './help.css';
import { MyConversations } from './MyConversations.tsx';
import { QuestionForm } from './QuestionForm.tsx';

type Props = {
  booking: string | undefined;
  /** Null: nobody has signed in. */ viewerId: string | null;
  onStarted: (conversationId: string) => void;
};

/** Articles, and a person to write to: who comes from a booking has a question of their own, which then comes first. */
export function HelpPage({ booking, viewerId, onStarted }: Props) {
  const { t } = useTranslation();
  const search = <ArticleSearch key="search" />;
  const write = (
    <div key="write" id="write" className="write">
      {viewerId ? <QuestionForm booking={booking} viewerId={viewerId} onStarted={onStarted} /> : <ContactForm booking={booking} />}
    </div>
  );
  const mine = viewerId && <MyConversations key="mine" />;
  return (
    <div className="wrap page help">
      <div>
        <PageTitle title={t('help.title')}>{t('help.title')}</PageTitle>
        <p className="lead">{t('help.lead')}</p>
      </div>
      {booking ? [write, mine, search] : [mine, search, write]}
    </div>
  );
}
