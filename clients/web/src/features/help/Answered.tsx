import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';

/** An article was all that somebody wanted to know. */
export function Answered({ onGoOn }: { onGoOn: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="stack sheet">
      <Notice tone="good" title={t('faq.answeredTitle')} takesFocus>
        <p>{t('faq.answered')}</p>
      </Notice>
      <div>
        <Button tone="quiet" onClick={onGoOn}>
          {t('faq.goOn')}
        </Button>
      </div>
    </div>
  );
}
