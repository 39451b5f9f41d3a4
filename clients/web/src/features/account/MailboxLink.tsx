import { useTranslation } from 'react-i18next';

const local = ['localhost', '127.0.0.1'].includes(location.hostname);

/** Where mails of the local start can be read; nothing anywhere else. */
export function MailboxLink() {
  const { t } = useTranslation();
  if (!local) return null;
  return (
    <p>
      <a className="btn quiet" href="/mailbox" target="_blank" rel="noreferrer">
        {t('account.mailbox')}
      </a>
    </p>
  );
}
