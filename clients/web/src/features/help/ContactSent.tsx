import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';

export function ContactSent({ ticket, email, onAnother }: { ticket: string | null; email: string; onAnother: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="stack sheet">
      <Notice tone="good" title={t('help.sent.title')} takesFocus>
        {ticket && <p className="figure">{t('help.sent.ticket', { ticket })}</p>}
        <p>{t('help.sent.text', { email })}</p>
      </Notice>
      <div>
        <Button tone="quiet" onClick={onAnother}>
          {t('help.sent.another')}
        </Button>
      </div>
    </div>
  );
}
