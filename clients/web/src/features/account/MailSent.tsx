import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { MailboxLink } from './MailboxLink.tsx';

export function MailSent({ email, keepsBooking }: { email: string; keepsBooking: boolean }) {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
  }, []);
  return (
    <div className="stack sheet" role="status">
      <h2 ref={heading} tabIndex={-1}>
        {t('account.mailTitle')}
      </h2>
      <p>{t('account.mail', { email })}</p>
      {keepsBooking && <p className="muted">{t('account.mailBack')}</p>}
      <MailboxLink />
    </div>
  );
}
