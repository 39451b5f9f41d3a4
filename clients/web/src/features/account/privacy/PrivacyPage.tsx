import { PrivacyDocument } from '@ycyw/core/generated/graphql';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Bones } from '../../../ui/Bones.tsx';
import { PageTitle } from '../../../ui/PageTitle.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { DeletionMatter } from '../data/DeletionMatter.tsx';
import { ExportMatter } from '../data/ExportMatter.tsx';
import { ChoicesMatter } from './ChoicesMatter.tsx';
import { HistoryMatter } from './HistoryMatter.tsx';

type Props = { viewerId: string; exportId: string | undefined; onDeleted: (deletionId: string) => void };

/** What may be done with one's data, and how to get it or end it. */
export function PrivacyPage({ viewerId, exportId, onDeleted }: Props) {
  const { t } = useTranslation();
  const [{ data, error }, again] = useQuery({ query: PrivacyDocument, requestPolicy: 'cache-and-network' });
  const privacy = data?.me?.account?.privacy;
  return (
    <>
      <PageTitle title={t('own.privacy')}>{t('own.privacy')}</PageTitle>
      <p className="lead">{t('privacy.lead')}</p>
      {!privacy && !error && <Bones widths={['100%', '100%', '100%']} height={56} />}
      {error && !privacy && <Problem failure={error} onRetry={again} />}
      {privacy && (
        <>
          <ChoicesMatter choices={privacy} />
          <HistoryMatter history={privacy.history} />
        </>
      )}
      <ExportMatter viewerId={viewerId} exportId={exportId} />
      <DeletionMatter onDeleted={onDeleted} />
    </>
  );
}
